import { cp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";

type Member = { id?: string; type?: string };
type MembersFile = { path: string; text: string; page: { members?: Member[] } };

/** How many members a group keeps, so that no group is emptied and none is new to having members. */
const KEPT = 2;

/**
 * Copies a bundle's Google Workspace into a bundle of its own and moves users from one group to another, each a
 * membership removed and one added.
 * @param number how many memberships shall differ; fewer do when the bundle has too few groups with members
 */
export async function moveMembers(bundle: string, out: string, number: number): Promise<void> {
  await rm(out, { recursive: true, force: true });
  await cp(path.join(bundle, "google-workspace"), path.join(out, "google-workspace"), { recursive: true });
  await writeFile(
    path.join(out, "manifest.json"),
    JSON.stringify({ collectedAt: "2026-11-20T07:00:00.000Z", complete: ["google-workspace"] }),
  );
  const folder = path.join(out, "google-workspace", "members");
  const files: MembersFile[] = [];
  for (const name of (await readdir(folder)).sort()) {
    const file = path.join(folder, name);
    const text = await readFile(file, "utf8");
    const page = readPage(text);
    if (page !== null && usersOf(page).length > KEPT) files.push({ path: file, text, page });
  }
  let moved = 0;
  for (let at = 0; at + 1 < files.length && moved * 2 < number; at += 2) {
    const [from, to] = [files[at], files[at + 1]];
    if (from === undefined || to === undefined) break;
    const member = usersOf(from.page).find((user) => !usersOf(to.page).some((other) => other.id === user.id));
    if (member === undefined) continue;
    from.page.members = from.page.members?.filter((other) => other !== member);
    to.page.members?.push(member);
    for (const { path: file, page } of [from, to]) await writeFile(file, JSON.stringify(page));
    moved += 1;
  }
}

/** Null where a file holds more than one page. */
function readPage(text: string): { members?: Member[] } | null {
  try {
    return JSON.parse(text) as { members?: Member[] };
  } catch {
    return null;
  }
}

function usersOf(page: { members?: Member[] }): Member[] {
  return (page.members ?? []).filter((member) => member.type === "USER" && member.id !== undefined);
}
