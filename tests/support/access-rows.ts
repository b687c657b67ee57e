import type { AccessPath, EffectiveAccess, Hop, Privilege } from "../../app/model/access.ts";
import type { AccessRow } from "./product.server.ts";

type Subject = AccessRow["subject"] & { person?: AccessRow["person"] };
type Rest = { accessPath?: AccessPath; via?: Hop[] } & Partial<
  Pick<EffectiveAccess, "condition" | "certainty" | "chainsTruncated">
>;

/** A whole row of effective access; without more, a direct one. */
export function row(
  { person = null, ...subject }: Subject,
  resource: AccessRow["resource"],
  role: string,
  privilege: Privilege,
  rest: Rest = {},
): AccessRow {
  return {
    person,
    subject,
    resource,
    role,
    privilege,
    accessPath: "direct",
    via: [],
    condition: null,
    certainty: "exact",
    ...rest,
  };
}

/** A Workspace user who is a person of that name. */
export function workspaceSubject(
  id: string,
  email: string,
  name = email,
  status: "active" | "suspended" = "active",
): Subject {
  return { provider: "google_workspace", type: "user", id, label: email, status, person: { name, email } };
}

/** The order of contract/access.md, worked out anew: bytewise by subject, resource, role, path and hop ids. */
export function inOrder(rows: readonly AccessRow[]): AccessRow[] {
  const keyOf = ({ subject, resource, role, accessPath, via }: AccessRow) => [
    subject.provider,
    subject.id,
    resource.type,
    resource.id,
    role,
    accessPath,
    ...via.map((hop) => hop.id),
  ];
  return rows.toSorted((left, right) => compareLists(keyOf(left), keyOf(right)));
}

function compareLists(left: readonly string[], right: readonly string[]): number {
  for (const [index, text] of left.entries()) {
    const other = right[index];
    const order = other === undefined ? 1 : Buffer.compare(Buffer.from(text), Buffer.from(other));
    if (order !== 0) return order;
  }
  return left.length - right.length;
}
