import type { EffectiveAccess } from "../model/access.ts";
import { compareUtf8, compareUtf8Lists } from "../model/utf8-order.ts";
import { expandIam } from "./expand-aws.ts";
import type { AccessDraft, AccessFacts, AccessPrivileges } from "./expand-facts.ts";
import { expandGcp } from "./expand-gcp.ts";
import { expandGithub } from "./expand-github.ts";
import { expandIdentityCenter } from "./expand-identity-center.ts";

/**
 * Effective access of one tenant, from all its live source rows, as docs/effective-access.md says. The pure twin of the
 * materialised view and its oracle: every step is the plainest one, so the time grows with the number of chains, which
 * can be exponential in the number of groups. For small organisations only.
 *
 * @returns rows in the order of the export, bytewise; a row that says the same of the same account stands once.
 * @throws when a column that the schema declares `not null` is missing.
 */
export function expandEffectiveAccess(facts: AccessFacts, privileges: AccessPrivileges): EffectiveAccess[] {
  const drafts = [
    ...expandIdentityCenter(facts, privileges),
    ...expandIam(facts, privileges),
    ...expandGcp(facts, privileges),
    ...expandGithub(facts, privileges),
  ];
  const rows = new Map<string, EffectiveAccess>();
  for (const draft of drafts) {
    const row = toRow(draft, facts);
    // Two identity stores may call two users alike: the account tells them apart, though the row does not show it.
    rows.set(`${draft.account.key}\u001f${JSON.stringify(row)}`, row);
  }
  return [...rows.values()].sort(compareAccess);
}

/** The order of the export: subject, resource, role, path, hop ids, bytewise; what is still equal by all that it says. */
export function compareAccess(left: EffectiveAccess, right: EffectiveAccess): number {
  const key = (row: EffectiveAccess): string[] => [
    row.subject.provider,
    row.subject.id,
    row.resource.type,
    row.resource.id,
    row.role,
    row.accessPath,
  ];
  const hops = (row: EffectiveAccess): string[] => row.via.map((hop) => hop.id);
  return (
    compareUtf8Lists(key(left), key(right)) ||
    compareUtf8Lists(hops(left), hops(right)) ||
    compareUtf8(JSON.stringify(left), JSON.stringify(right))
  );
}

function toRow(draft: AccessDraft, facts: AccessFacts): EffectiveAccess {
  const { account, truncated, resource, role, privilege, accessPath, via, condition, certainty } = draft;
  const { provider, type, id, label, status } = account;
  return {
    person: type === "user" ? (facts.links.get(account.linkKey) ?? null) : null,
    subject: { provider, type, id, label, status },
    resource,
    role,
    privilege,
    accessPath,
    via: [...via],
    condition,
    certainty,
    ...(truncated ? { chainsTruncated: true } : {}),
  };
}
