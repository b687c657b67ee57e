import { readFile } from "node:fs/promises";
import path from "node:path";
import type { MarkdownDocument } from "../model/markdown.ts";
import { parseMarkdown } from "./markdown.ts";

const FOLDER = path.resolve("docs/runbooks");
const NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const PAGES = "/slo/runbooks";

/** @param name of a file in docs/runbooks, without its ending @returns null when there is none */
export async function findRunbook(name: string): Promise<MarkdownDocument | null> {
  return NAME.test(name) ? readDocument(name) : null;
}

/** The list of runbooks by alert and by symptom. @returns null when the documents are not where the process runs */
export const findRunbookIndex = (): Promise<MarkdownDocument | null> => readDocument("README");

async function readDocument(name: string): Promise<MarkdownDocument | null> {
  try {
    return parseMarkdown(await readFile(path.join(FOLDER, `${name}.md`), "utf8"), linkOf);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

/** Other runbooks and addresses of the web are links; other documents of the repository have no page. */
function linkOf(href: string): string | null {
  if (/^https?:\/\//.test(href)) return href;
  if (/^#[\w-]+$/.test(href)) return href;
  const [, name = "", heading = ""] = /^([\w-]+)\.md(#[\w-]+)?$/.exec(href) ?? [];
  if (name === "README") return `${PAGES}${heading}`;
  return NAME.test(name) ? `${PAGES}/${name}${heading}` : null;
}
