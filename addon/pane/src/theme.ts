// Light or dark, as Outlook is; where Outlook does not say, as the system is.

const DARK = matchMedia("(prefers-color-scheme: dark)");

export function follow(): void {
  apply();
  DARK.addEventListener("change", apply);
  const mailbox = Office.context.mailbox as Office.Mailbox | undefined;
  if (mailbox && Office.context.requirements.isSetSupported("Mailbox", "1.14")) {
    mailbox.addHandlerAsync(Office.EventType.OfficeThemeChanged, (event: { officeTheme?: Office.OfficeTheme }) =>
      apply(event.officeTheme),
    );
  }
}

function apply(told?: Office.OfficeTheme | Event): void {
  const theme = told && "bodyBackgroundColor" in told ? told : (Office.context.officeTheme as Office.OfficeTheme | undefined);
  document.documentElement.dataset["theme"] = isDark(theme) ? "dark" : "light";
}

function isDark(theme: Office.OfficeTheme | undefined): boolean {
  if (typeof theme?.isDarkTheme === "boolean") return theme.isDarkTheme;
  const parts = /^#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})/i.exec(theme?.bodyBackgroundColor ?? "");
  if (!parts) return DARK.matches;
  const [red, green, blue] = parts.slice(1).map((part) => parseInt(part, 16)) as [number, number, number];
  return 0.299 * red + 0.587 * green + 0.114 * blue < 128;
}
