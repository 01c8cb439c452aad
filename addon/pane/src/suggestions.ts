// Suggestions beneath a text field: the browser's own list, which every keyboard and screen reader knows.

const PAUSE = 250;

let lists = 0;

/** Offer these texts, and whatever `ask` brings once somebody stops typing for a moment. */
export function offer(
  field: HTMLInputElement,
  suggestions: readonly string[],
  ask: (() => Promise<readonly string[]>) | null,
): void {
  const list = document.createElement("datalist");
  lists += 1;
  list.id = `suggestions-${lists}`;
  field.after(list);
  field.setAttribute("list", list.id);
  field.autocomplete = "off";
  fill(list, suggestions);
  if (ask === null) return;
  let pause: ReturnType<typeof setTimeout> | undefined;
  field.addEventListener("input", () => {
    clearTimeout(pause);
    const typed = field.value;
    if (typed === "" || [...list.options].some((option) => option.value === typed)) return;
    pause = setTimeout(async () => {
      const found = await ask();
      if (field.value === typed) fill(list, found.length > 0 ? found : suggestions);
    }, PAUSE);
  });
}

function fill(list: HTMLDataListElement, texts: readonly string[]): void {
  list.replaceChildren(
    ...texts.map((text) => {
      const option = document.createElement("option");
      option.value = text;
      return option;
    }),
  );
}
