import { compareUtf8 } from "../../model/utf8-order.ts";

/** Folders of which a bundle has at least one, unless it has a manifest. */
export const SOURCE_FOLDERS = ["aws", "gcp", "google-workspace", "github"] as const;

/** An entry that is not read, and why. `path` is shown, never opened; what is lost might have held records. */
export type IgnoredEntry = { path: string; reason: string; isLost: boolean };

/** A name from a folder or an archive as path inside the bundle, or the reason why it is none. */
export type LogicalPath = { path: string } | { ignored: string };

/**
 * Makes a path inside the bundle from a name, which is data: `./` and doubled slashes go, U+0000 becomes U+FFFD,
 * and everything else stays as it is. The empty path is the root.
 */
export function toLogicalPath(name: string): LogicalPath {
  if (/^(?:\/|[A-Za-z]:[/\\])/.test(name)) {
    return { ignored: "its path is absolute; names must be relative to the bundle" };
  }
  const segments = name.split("/").filter((segment) => segment !== "" && segment !== ".");
  if (segments.includes("..")) {
    return { ignored: 'its path holds ".."; names must stay inside the bundle' };
  }
  return { path: segments.join("/").replaceAll("\0", "\uFFFD") };
}

/** @returns the path that a link at `path` names, or null when it leaves the bundle. */
export function resolveLink(path: string, target: string): string | null {
  const segments = path.split("/").slice(0, -1);
  if (target.startsWith("/")) {
    return null;
  }
  for (const segment of target.split("/")) {
    if (segment === "..") {
      if (segments.pop() === undefined) {
        return null;
      }
    } else if (segment !== "" && segment !== ".") {
      segments.push(segment);
    }
  }
  return segments.join("/");
}

/** Yields the folders above a path, without the root: `a/b/c` gives `a/b`, then `a`. */
export function* foldersAbove(path: string): Generator<string> {
  for (let slash = path.lastIndexOf("/"); slash > 0; slash = path.lastIndexOf("/", slash - 1)) {
    yield path.slice(0, slash);
  }
}

/**
 * Finds the bundle among files and folders: the root itself, or the one top-level folder that is a bundle.
 * @returns the prefix of its paths (`""` or `name/`), or what was found at the top when there is no or more than one.
 */
export function findRoot(
  files: Iterable<string>,
  folders: ReadonlySet<string>,
): { prefix: string } | { found: string[] } {
  const top = new Set<string>();
  const manifests = new Set<string>();
  for (const path of [...files, ...folders]) {
    top.add(path.split("/", 1)[0] as string);
    if (path === "manifest.json" || path.endsWith("/manifest.json")) {
      manifests.add(path);
    }
  }
  const isBundle = (prefix: string) =>
    SOURCE_FOLDERS.some((folder) => folders.has(`${prefix}${folder}`)) ||
    (manifests.has(`${prefix}manifest.json`) && !folders.has(`${prefix}manifest.json`));
  if (isBundle("")) {
    return { prefix: "" };
  }
  const inner = [...top].filter((name) => folders.has(name) && isBundle(`${name}/`));
  return inner.length === 1 ? { prefix: `${inner[0]}/` } : { found: [...top].sort(compareUtf8) };
}
