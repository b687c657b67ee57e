import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { GeneratedFile } from "./emit/emitted.ts";
import { GENERATED_ROOTS, generateFiles } from "./generate.ts";
import { loadPlan } from "./load-plan.server.ts";

/** Paths from the root of the repository, sorted. "superfluous": in a folder `generated`, and nobody generates it. */
export type Drift = {
  readonly differs: readonly string[];
  readonly missing: readonly string[];
  readonly superfluous: readonly string[];
};

/** What the repository says beside what it should; `files` counts the latter. */
export type Comparison = Drift & { readonly files: number };

export type CompilePlaces = {
  readonly definitions: string;
  /** What problems call the folder of the definitions. */
  readonly shownAs: string;
  readonly root: string;
};

/** The product's own definitions, and the repository around them. */
export const OWN_PLACES: CompilePlaces = {
  definitions: path.join(import.meta.dirname, "definitions"),
  shownAs: "telemetry/slo/definitions",
  root: path.join(import.meta.dirname, "..", ".."),
};

/**
 * Compares every byte of the generated files with what the definitions say, and changes nothing.
 * @throws DefinitionsError when the definitions are wrong
 */
export async function checkGenerated(places: CompilePlaces): Promise<Comparison> {
  const files = generateFiles(await loadPlan(places.definitions, places.shownAs));
  return compare(places.root, files);
}

/**
 * Writes the generated files that differ or are missing and removes those that nobody generates any more.
 * @returns what it changed
 * @throws DefinitionsError when the definitions are wrong; nothing is written then
 */
export async function writeGenerated(places: CompilePlaces): Promise<Comparison> {
  const files = generateFiles(await loadPlan(places.definitions, places.shownAs));
  const comparison = await compare(places.root, files);
  const changed = new Set([...comparison.differs, ...comparison.missing]);
  for (const file of files) {
    if (!changed.has(file.path)) continue;
    const target = path.join(places.root, file.path);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, file.content);
  }
  for (const gone of comparison.superfluous) await rm(path.join(places.root, gone));
  return comparison;
}

/** One line for each file that is not as it should be, and the command that mends it; empty when all is well. */
export function describeDrift({ differs, missing, superfluous }: Drift): string[] {
  const lines = [
    ...differs.map((file) => `${file}: differs from what its definition says`),
    ...missing.map((file) => `${file}: is missing`),
    ...superfluous.map((file) => `${file}: is no longer generated`),
  ];
  return lines.length === 0 ? [] : [...lines, "To mend it: npm run generate"];
}

async function compare(root: string, files: readonly GeneratedFile[]): Promise<Comparison> {
  const wanted = new Set(files.map((file) => file.path));
  const differs: string[] = [];
  const missing: string[] = [];
  for (const { path: name, content } of files) {
    const present = await readIfThere(path.join(root, name));
    if (present === null) missing.push(name);
    else if (!present.equals(Buffer.from(content))) differs.push(name);
  }
  const found = (await Promise.all(GENERATED_ROOTS.map((folder) => generatedIn(root, folder)))).flat();
  const superfluous = found.filter((name) => !wanted.has(name));
  return { files: files.length, differs: differs.sort(), missing: missing.sort(), superfluous: superfluous.sort() };
}

async function readIfThere(file: string): Promise<Buffer | null> {
  try {
    return await readFile(file);
  } catch (error) {
    if (isAbsence(error)) return null;
    throw error;
  }
}

/** Every file in a folder called `generated`, at any depth; links are not followed. */
async function generatedIn(root: string, folder: string): Promise<string[]> {
  try {
    const entries = await readdir(path.join(root, folder), { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, "/"))
      .filter((name) => name.split("/").slice(0, -1).includes("generated"));
  } catch (error) {
    if (isAbsence(error)) return [];
    throw error;
  }
}

const isAbsence = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === "ENOENT";
