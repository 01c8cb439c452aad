// The two sides of the page. Where there is room for one only, the other one waits out of sight.

export type Side = "list" | "conversation";

let scrolled = 0;

export function column(side: Side): HTMLElement {
  return document.getElementById(side) as HTMLElement;
}

export function isVisible(side: Side): boolean {
  return column(side).checkVisibility();
}

/** Turn to a side; the list is found again where it was left. */
export function turnTo(next: Side): void {
  const before = document.body.dataset["shown"];
  const list = column("list");
  if (before === "list" && next === "conversation") scrolled = list.scrollTop;
  document.body.dataset["shown"] = next;
  if (before === "conversation" && next === "list" && list.scrollTop === 0) list.scrollTop = scrolled;
}
