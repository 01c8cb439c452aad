// How cards look: all colours are variables of the style sheet, so that light and dark need no new drawing.

const colour = (name: string): object => ({
  default: `var(--${name})`,
  subtle: `var(--${name === "text" ? "quiet" : name})`,
});

const foreground = {
  default: colour("text"),
  dark: colour("text"),
  light: colour("quiet"),
  accent: colour("accent"),
  good: colour("good"),
  warning: colour("warning"),
  attention: colour("danger"),
};

const container = (background: string): object => ({
  backgroundColor: `var(--${background})`,
  borderColor: "var(--line)",
  foregroundColors: foreground,
});

export const HOST_CONFIG = {
  supportsInteractivity: true,
  fontFamily: "inherit",
  fontSizes: { small: 12, default: 14, medium: 15, large: 17, extraLarge: 20 },
  fontWeights: { lighter: 400, default: 400, bolder: 600 },
  lineHeights: { small: 16, default: 20, medium: 20, large: 23, extraLarge: 26 },
  spacing: { small: 4, default: 8, medium: 12, large: 16, extraLarge: 20, padding: 12 },
  separator: { lineThickness: 1, lineColor: "var(--line)" },
  imageSizes: { small: 20, medium: 40, large: 80 },
  containerStyles: {
    default: container("ground"),
    emphasis: container("raised"),
    accent: container("raised"),
    good: container("raised"),
    warning: container("raised"),
    attention: container("raised"),
  },
  actions: {
    maxActions: 12,
    spacing: "default",
    buttonSpacing: 8,
    actionsOrientation: "horizontal",
    actionAlignment: "left",
    allowTitleToWrap: true,
    showCard: { actionMode: "inline", inlineTopMargin: 8 },
  },
  adaptiveCard: { allowCustomStyle: false },
  textStyles: { heading: { size: "large", weight: "bolder" }, columnHeader: { weight: "bolder" } },
  factSet: {
    title: { weight: "default", isSubtle: true, wrap: true, maxWidth: 130 },
    value: { wrap: true },
    spacing: 12,
  },
  inputs: {
    label: {
      inputSpacing: "small",
      requiredInputs: { weight: "default", suffix: " *", suffixColor: "attention" },
      optionalInputs: { weight: "default" },
    },
    errorMessage: { color: "attention", weight: "default" },
  },
};
