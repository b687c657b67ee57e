import { lexer, type MarkedToken, type Token } from "marked";
import { type Block, type Inline, type MarkdownDocument, plainText } from "../model/markdown.ts";

/**
 * Reads Markdown (GitHub's, by marked) as data, from which the page makes its own elements: no HTML is ever made of it,
 * and HTML in it stays the text that it is.
 * @param linkOf where a link leads; null makes it plain text, and every link that runs a script must be null
 */
export function parseMarkdown(text: string, linkOf: (href: string) => string | null): MarkdownDocument {
  const blocks = blocksOf(lexer(text), linkOf);
  const title = blocks.find((block) => block.kind === "heading" && block.level === 1);
  return {
    title: title?.kind === "heading" ? plainText(title.children) : "",
    blocks: blocks.filter((block) => block !== title),
  };
}

type LinkOf = (href: string) => string | null;

// The lexer's own tokens are these; Generic stands for what extensions add, and there is none.
const blocksOf = (tokens: readonly Token[], linkOf: LinkOf): Block[] =>
  tokens.flatMap((token) => blockOf(token as MarkedToken, linkOf));

function blockOf(token: MarkedToken, linkOf: LinkOf): Block[] {
  switch (token.type) {
    case "space":
    case "def":
    case "checkbox":
      return [];
    case "heading": {
      const children = inlinesOf(token.tokens, linkOf);
      return [{ kind: "heading", level: token.depth, id: slugOf(plainText(children)), children }];
    }
    case "paragraph":
      return [{ kind: "paragraph", children: inlinesOf(token.tokens, linkOf) }];
    case "code":
      return [{ kind: "code", text: token.text }];
    case "list":
      return [
        {
          kind: "list",
          start: token.ordered ? Number(token.start) : null,
          items: token.items.map(({ tokens }) => blocksOf(tokens, linkOf)),
        },
      ];
    case "table":
      return [
        {
          kind: "table",
          head: token.header.map(({ tokens }) => inlinesOf(tokens, linkOf)),
          rows: token.rows.map((row) => row.map(({ tokens }) => inlinesOf(tokens, linkOf))),
        },
      ];
    case "blockquote":
      return [{ kind: "quote", children: blocksOf(token.tokens, linkOf) }];
    case "hr":
      return [{ kind: "rule" }];
    default:
      // Text of a tight list's item, or HTML.
      return [{ kind: "paragraph", children: inlineOf(token, linkOf) }];
  }
}

const inlinesOf = (tokens: readonly Token[], linkOf: LinkOf): Inline[] =>
  tokens.flatMap((token) => inlineOf(token as MarkedToken, linkOf));

function inlineOf(token: MarkedToken, linkOf: LinkOf): Inline[] {
  switch (token.type) {
    case "strong":
      return [{ kind: "strong", children: inlinesOf(token.tokens, linkOf) }];
    case "em":
      return [{ kind: "emphasis", children: inlinesOf(token.tokens, linkOf) }];
    case "codespan":
      return [{ kind: "code", text: token.text }];
    case "br":
      return [{ kind: "break" }];
    case "link": {
      const href = linkOf(token.href);
      const children = inlinesOf(token.tokens, linkOf);
      return href === null ? children : [{ kind: "link", href, children }];
    }
    case "text":
      return token.tokens ? inlinesOf(token.tokens, linkOf) : [{ kind: "text", text: token.text }];
    case "escape":
      return [{ kind: "text", text: token.text }];
    default:
      return [{ kind: "text", text: token.raw }];
  }
}

/** As GitHub names headings. */
const slugOf = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replace(/\s/g, "-");
