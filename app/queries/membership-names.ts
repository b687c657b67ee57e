/** Something on a path: its identifier and what it is called. */
export type End = { id: string; label: string };

export type NamedRecord = { table: string; state: Readonly<Record<string, unknown>> };

/** Columns by which a membership names its group and its member. */
export const MEMBERSHIPS: Readonly<Record<string, { group: string; members: readonly string[] }>> = {
  google_workspace_memberships: { group: "group_key", members: ["member_id", "member_email"] },
  aws_identity_center_memberships: { group: "group_id", members: ["member_user_id"] },
  github_team_memberships: { group: "team_slug", members: ["user_id"] },
};

export const fold = (text: unknown) => (typeof text === "string" ? text.toLowerCase() : "");

/** A repository is named by its own name in its record, a team by the slug of its name. */
export function namesOf({ id, label }: End): string[] {
  const slug = fold(label)
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
  return [...new Set([fold(id), fold(label), slug, fold(id).slice(fold(id).lastIndexOf("/") + 1)])].filter(
    (name) => name !== "",
  );
}

export function isNamedBy({ state }: NamedRecord, end: End, columns: readonly string[]): boolean {
  return columns.some((column) => namesOf(end).includes(fold(state[column])));
}

/** `customer` is the Workspace customer of a user, where it is known; null for groups. */
export type Member = End & { kind: "account" | "group"; customer: string | null };

/** @returns whether the record says that the member is directly in the group, by the names of both */
export function saysMembership(record: NamedRecord, group: End, member: Member): boolean {
  const { table, state } = record;
  // Who is in an IAM group stands on the user, what is above a team on the team.
  if (table === "aws_iam_users") {
    const groups = Array.isArray(state.group_names) ? state.group_names.map(fold) : [];
    return isNamedBy(record, member, ["arn"]) && namesOf(group).some((name) => groups.includes(name));
  }
  if (table === "github_teams") {
    return fold(state.team_id) === fold(member.id) && fold(state.parent_team_id) === fold(group.id);
  }
  const columns = MEMBERSHIPS[table];
  if (columns === undefined || !isNamedBy(record, group, [columns.group])) return false;
  if (state.member_type === "CUSTOMER") {
    return member.kind === "account" && [null, member.customer].includes(state.member_id as string | null);
  }
  const kinds = { USER: "account", EXTERNAL: "account", GROUP: "group" } as const;
  const kind = kinds[state.member_type as keyof typeof kinds] ?? member.kind;
  return kind === member.kind && isNamedBy(record, member, columns.members);
}
