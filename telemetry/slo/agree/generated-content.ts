import type { GeneratedFile } from "../emit/emitted.ts";

/** The JSON of a generated file. @throws Error when nobody generates it */
export function contentOf(files: readonly GeneratedFile[], path: string): unknown {
  const file = files.find((each) => each.path === path);
  if (!file) throw new Error(`${path} is not generated`);
  return JSON.parse(file.content);
}
