import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { DefinitionFile } from "./parse.ts";

/** The folder of the product's own definitions. */
export const DEFINITIONS_FOLDER = path.join(import.meta.dirname, "definitions");

/**
 * Reads every `.yaml` of a folder, in the order of the names.
 * @param shownAs what problems call the folder
 * @throws Error of Node when the folder cannot be read
 */
export async function readDefinitionFiles(folder: string, shownAs: string): Promise<DefinitionFile[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".yaml")).sort();
  return Promise.all(
    names.map(async (name) => ({ path: `${shownAs}/${name}`, text: await readFile(path.join(folder, name), "utf8") })),
  );
}
