import type { ExplainFacts, RecordRef, TracedAccess } from "../access/explain.ts";
import { type Member, saysMembership } from "./membership-names.ts";

/** A source record as it stood at a moment. */
export type StoodRecord = RecordRef & { state: Readonly<Record<string, unknown>> };

/**
 * What the edges of paths of the past are made from: `ExplainFacts`, with the records that stood then. Memberships are
 * told by the names that path and record share; one that shares none (an alias) is not found, and its edge has no record.
 */
export function explainFactsThen(
  rows: readonly TracedAccess[],
  records: readonly StoodRecord[],
  given: Pick<ExplainFacts, "projectRoles" | "ancestry">,
): ExplainFacts {
  const refOf = ({ table, id }: StoodRecord): RecordRef => ({ table, id });
  const inTable = (name: string) => records.filter(({ table }) => table === name);
  const users = new Map(inTable("google_workspace_users").map((user) => [user.state.user_id, user]));
  const groups = new Map<string, ExplainFacts["groups"][number]>();
  const memberships = new Map<string, ExplainFacts["memberships"][number]>();
  const domainMembers = new Map<string, RecordRef>();
  for (const { access, accountId } of rows) {
    const user = users.get(access.subject.id);
    const customer = typeof user?.state.customer_id === "string" ? user.state.customer_id : null;
    let member: { node: string; end: Member } = {
      node: accountId,
      end: { ...access.subject, kind: "account", customer },
    };
    for (const hop of access.via) {
      if (hop.kind === "domain" && user !== undefined) domainMembers.set(accountId, refOf(user));
      if (hop.kind !== "group" && hop.kind !== "team") continue;
      const id = `${hop.kind} ${hop.id}`;
      groups.set(id, { id, kind: hop.kind, nativeId: hop.id });
      const { node, end } = member;
      const source = records.find((record) => saysMembership(record, hop, end));
      if (source !== undefined) {
        memberships.set(`${node} ${id}`, { groupId: id, memberId: node, source: refOf(source) });
      }
      member = { node: id, end: { ...hop, kind: "group", customer: null } };
    }
  }
  return {
    links: new Map(
      inTable("canonical_user_provider_links").map((link) => [String(link.state.account_id), refOf(link)]),
    ),
    groups: [...groups.values()],
    memberships: [...memberships.values()],
    domainMembers,
    ...given,
  };
}
