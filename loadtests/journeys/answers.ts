import type { Answer } from "./ask.ts";

/** A list of the API (docs/http-api.md): one page and where the next begins. */
export type List<Row> = { readonly data: readonly Row[]; readonly nextCursor: string | null };

/** @throws SyntaxError when the body is no JSON; a check takes that as failed */
export const jsonOf = <Body>(answer: Pick<Answer, "body">): Body => JSON.parse(answer.body) as Body;

/** Of an answer that may be broken. @returns null then */
export function pageOf<Row>(answer: Pick<Answer, "body">): List<Row> | null {
  try {
    const page = jsonOf<List<Row>>(answer);
    return Array.isArray(page.data) ? page : null;
  } catch {
    return null;
  }
}

/** Text as React writes it into a page. */
export const inHtml = (text: string): string =>
  text
    .replace(/&/g, "&amp;")
    .replace(/"/g, "&quot;")
    .replace(/'/g, "&#x27;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;");

/** Whether a page has this heading. */
export const isHeaded = ({ body }: Answer, heading: string): boolean => body.includes(`>${inHtml(heading)}</h1>`);

/** Where the page's link to the next one leads, or null. */
export const nextCursorOf = ({ body }: Answer): string | null => {
  const [, cursor] = /[?&;]cursor=([^"&#]+)"/.exec(body) ?? [];
  return cursor === undefined ? null : decodeURIComponent(cursor);
};

/** A path with its query, as the product's own links are written. */
export const pathWith = (path: string, query: Readonly<Record<string, string | null>>): string => {
  const parts = Object.entries(query).flatMap(([name, value]) =>
    value === null ? [] : [`${name}=${encodeURIComponent(value)}`],
  );
  return parts.length === 0 ? path : `${path}?${parts.join("&")}`;
};

/** One of them, each as often as any other. @throws Error when there is none */
export function pick<Item>(items: readonly Item[]): Item {
  const item = items[Math.floor(Math.random() * items.length)];
  if (item === undefined) throw new Error("there is nothing to choose from");
  return item;
}
