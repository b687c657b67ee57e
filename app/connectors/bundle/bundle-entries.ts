import type { Readable } from "node:stream";
import { foldersAbove, type IgnoredEntry, toLogicalPath } from "./bundle-paths.ts";

/** Opens one file of a bundle from its start. */
export type OpenFile = () => Promise<Readable>;

/** What a folder or an archive holds, by path from its own root; a bundle may lie one folder deeper. */
export type BundleEntries = {
  files: Map<string, OpenFile>;
  folders: Set<string>;
  ignored: IgnoredEntry[];
};

/** Makes entries without content. */
export function createBundleEntries(): BundleEntries {
  return { files: new Map(), folders: new Set(), ignored: [] };
}

/** @returns the path that a name in an archive stands for; a name that is none is noted as ignored and gives null. */
export function acceptName(entries: BundleEntries, name: string): string | null {
  const logical = toLogicalPath(name);
  if ("path" in logical) {
    return logical.path;
  }
  entries.ignored.push({ path: name, reason: logical.ignored, isLost: true });
  return null;
}

/** Adds a file and the folders above it; a path that is there already is replaced, and the one before noted. */
export function addFile(entries: BundleEntries, path: string, open: OpenFile): void {
  if (entries.files.has(path)) {
    const reason = "another entry of the same path follows it; the last one counts";
    entries.ignored.push({ path, reason, isLost: true });
  }
  entries.files.set(path, open);
  for (const folder of foldersAbove(path)) {
    entries.folders.add(folder);
  }
}

/** Adds a folder, which may be empty, and those above it. */
export function addFolder(entries: BundleEntries, path: string): void {
  if (path === "") {
    return;
  }
  entries.folders.add(path);
  for (const folder of foldersAbove(path)) {
    entries.folders.add(folder);
  }
}
