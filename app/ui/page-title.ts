import { describeError } from "./page-error.tsx";

/**
 * @param error what the page's loader threw, and the title then says; null or undefined when it threw nothing
 * @returns the document's title, e.g. `People · Alxderia`
 */
export function pageTitle(title: string, error?: unknown): { title: string }[] {
  return [{ title: `${error === undefined || error === null ? title : describeError(error).title} · Alxderia` }];
}
