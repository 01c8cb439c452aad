// The little Markdown that cards use, made into HTML that can do no harm: everything is escaped first, and of what is
// written only bold, italic, links to allowed addresses and line breaks become elements.

const SCHEMES = ["https:", "mailto:", "tel:"];
const ESCAPABLE = /\\([\\`*_{}[\]()#+\-.!~<>|"'&:/=^$%@,;?])/g;
const KEPT = /\uE000(\d+)\uE001/g;

/** Whether an address may be opened from a card. */
export function mayBeOpened(url: string): boolean {
  try {
    return SCHEMES.includes(new URL(url).protocol);
  } catch {
    return false; // no absolute address at all
  }
}

export function htmlOf(markdown: string): string {
  const kept: string[] = [];
  const keep = (html: string): string => `\uE000${kept.push(html) - 1}\uE001`;
  const plain = markdown
    .replace(/[\uE000\uE001]/g, "") // our own marks cannot be written from outside
    .replace(ESCAPABLE, (_, sign: string) => keep(escaped(sign)));
  const linked = plain.replace(/\[([^[\]\n]{1,500})\]\(([^()\s]{1,2000})\)/g, (whole, words: string, url: string) => {
    const address = restored(url, kept, unescaped);
    return mayBeOpened(address)
      ? keep(`<a href="${escaped(address)}">`) + words + keep("</a>")
      : keep(escaped(whole.replace(KEPT, (_, n: string) => unescaped(kept[Number(n)] ?? ""))));
  });
  const html = escaped(linked)
    .replace(/\*\*(?=\S)([^*\n]*?\S)\*\*/g, "<strong>$1</strong>")
    .replace(/(^|[^\w*])\*(?=\S)([^*\n]*?\S)\*(?![\w*])/g, "$1<em>$2</em>")
    .replace(/(^|[^\w_])_(?=\S)([^_\n]*?\S)_(?![\w_])/g, "$1<em>$2</em>")
    .replace(/\r\n|\r|\n/g, "<br>");
  return `<p>${restored(html, kept, (one) => one)}</p>`;
}

function restored(text: string, kept: readonly string[], as: (html: string) => string): string {
  return text.replace(KEPT, (_, n: string) => as(kept[Number(n)] ?? ""));
}

const SIGNS: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => SIGNS[sign] ?? sign);
}

function unescaped(html: string): string {
  return Object.entries(SIGNS).find(([, written]) => written === html)?.[0] ?? html;
}
