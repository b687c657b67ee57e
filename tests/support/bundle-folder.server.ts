import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import { type BundleFiles, contentOf } from "./bundle-builder.ts";

/** Writes a new folder with these files, removed when the test ends. @returns its path */
export async function writeBundle(files: BundleFiles): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "alxderia-bundle-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, value] of Object.entries(files)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, contentOf(value));
  }
  return folder;
}
