import{a,b,c}from"./chunk-TUUCDWXT.js";import"./chunk-X6YHEMIY.js";import"./chunk-M7AD2PUT.js";export{a as nestedClient,c as tokenOf,b as windowClient};
