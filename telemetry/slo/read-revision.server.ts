import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { DefinitionFile } from "./parse.ts";

const run = promisify(execFile);

/** Git knows no such revision, or there is no repository. */
export class RevisionError extends Error {
  override name = "RevisionError";
}

/**
 * The definitions as they were at a revision of the repository; none where there were none yet.
 * @param revision what git resolves: a branch, a tag, HEAD~2
 * @param folder from the root of the repository, with slashes
 * @throws RevisionError when git does not know the revision
 */
export async function readRevision(root: string, revision: string, folder: string): Promise<DefinitionFile[]> {
  const commit = (await git(root, "rev-parse", "--verify", "--end-of-options", `${revision}^{commit}`)).trim();
  const names = (await git(root, "ls-tree", "--name-only", commit, `${folder}/`)).split("\n");
  const files = names.filter((name) => name.endsWith(".yaml")).sort();
  return Promise.all(
    files.map(async (name) => ({ path: `${revision}:${name}`, text: await git(root, "show", `${commit}:${name}`) })),
  );
}

async function git(root: string, ...words: string[]): Promise<string> {
  try {
    const { stdout } = await run("git", ["-C", root, ...words], { maxBuffer: 16 * 1024 * 1024 });
    return stdout;
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    throw new RevisionError(`git ${words[0]}: ${(stderr || message).trim()}`, { cause: error });
  }
}
