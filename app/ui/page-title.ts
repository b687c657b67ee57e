import { describeError } from "./page-error.tsx";

/**
 * @param error what the page's loader threw, if it did; the title then says that
 * @returns the document's title, e.g. `People · Alxderia`
 */
export function pageTitle(title: string, error?: unknown): { title: string }[] {
  return [{ title: `${error === undefined ? title : describeError(error).title} · Alxderia` }];
}
