import { withQuery } from "./hrefs.ts";

/**
 * What the address says about a graph.
 * - `path`, `query`: the page, and those of its parameters that stay as they are
 * - `open`: columns, and kinds of resources (`github_repository.write`), that are drawn whole
 * - `mark`: the box or line that stands out
 */
export type GraphView = {
  path: string;
  query: Record<string, string | undefined>;
  open: string[];
  mark: string | null;
};

/** The address of the same graph, seen otherwise. */
export function graphHref(view: GraphView, change: { open?: string[]; mark?: string | null }): string {
  const { open = view.open, mark = view.mark } = change;
  return withQuery(view.path, { ...view.query, open: open.join(" "), mark });
}

/** @returns what is open after one key was opened, or folded again */
export function toggled(open: readonly string[], key: string): string[] {
  return open.includes(key) ? open.filter((other) => other !== key) : [...open, key];
}
