/** Text within a block. What Markdown lets pass as HTML is text here. */
export type Inline =
  | { kind: "text" | "code"; text: string }
  | { kind: "strong" | "emphasis"; children: Inline[] }
  | { kind: "link"; href: string; children: Inline[] }
  | { kind: "break" };

/** A part of a document. `id` of a heading is what links with `#` lead to. */
export type Block =
  | { kind: "heading"; level: number; id: string; children: Inline[] }
  | { kind: "paragraph"; children: Inline[] }
  | { kind: "code"; text: string }
  | { kind: "list"; start: number | null; items: Block[][] }
  | { kind: "table"; head: Inline[][]; rows: Inline[][][] }
  | { kind: "quote"; children: Block[] }
  | { kind: "rule" };

/** What is to be read of words, without their form. */
export function plainText(children: readonly Inline[]): string {
  return children
    .map((each) => ("text" in each ? each.text : "children" in each ? plainText(each.children) : " "))
    .join("");
}

/** A document of Markdown as data; `title` is its first heading of the first level, which `blocks` leaves out. */
export type MarkdownDocument = { title: string; blocks: Block[] };
