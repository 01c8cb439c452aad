import{a}from"./chunk-X6YHEMIY.js";import"./chunk-M7AD2PUT.js";export{a as BrowserPerformanceMeasurement};
