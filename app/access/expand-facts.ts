import type { EffectiveAccess, Hop, Privilege } from "../model/access.ts";
import type { SourceRow, SourceTable } from "../model/source.ts";

/** A live source row: what the store holds of one record; see app/model/source.ts and schema/0011 to 0031. */
export type SourceFact = Pick<SourceRow, "table" | "columns" | "raw"> & { scope: string };

export type Person = NonNullable<EffectiveAccess["person"]>;

/** All live rows of one tenant, and who the person behind an account is, by `accountKey`. */
export type AccessFacts = { rows: readonly SourceFact[]; links: ReadonlyMap<string, Person> };

/** What one policy of an IAM user gives; `viaGroupArn` names the IAM group that carries it. */
type IamPolicyPrivilege = { role: string; privilege: Privilege; viaGroupArn: string | null };

/** The mapping of native roles to the ladder, handed in so that it is no part of the expansion. */
export type AccessPrivileges = {
  gcpRole: (role: string) => Privilege;
  githubRole: (role: string, rank: number) => Privilege;
  permissionSet: (permissionSetId: string) => Privilege;
  iamPolicies: (facts: {
    user: SourceFact;
    groups: readonly SourceFact[];
    policies: readonly SourceFact[];
  }) => readonly IamPolicyPrivilege[];
};

/** A subject with its identity: `key` tells apart what the provider calls alike, `linkKey` finds the person. */
export type Account = EffectiveAccess["subject"] & { key: string; linkKey: string };

/** An account that reaches a grantee, with every chain of hops that leads there (an empty chain is the grantee itself). */
export type Holder = { account: Account; chains: readonly (readonly Hop[])[]; truncated: boolean };

/** A row before its person is looked up. */
export type AccessDraft = Omit<EffectiveAccess, "person" | "subject" | "chainsTruncated"> & {
  account: Account;
  truncated: boolean;
};

/**
 * @returns the key of an account in `AccessFacts.links`: provider and native id, for Identity Center with the identity
 * store between them. U+001F occurs in no provider id.
 */
export function accountKey(provider: string, ...ids: readonly string[]): string {
  return [provider, ...ids].join("\u001f");
}

/** Makes an account whose person is found by its own id, or by `store` and id. */
export function createAccount(subject: EffectiveAccess["subject"], store?: string): Account {
  const ids = store === undefined ? [subject.id] : [store, subject.id];
  return {
    ...subject,
    key: accountKey(subject.provider, subject.type, ...ids),
    linkKey: accountKey(subject.provider, ...ids),
  };
}

/** @returns the rows of one table, in the order given. */
export function rowsOf(facts: AccessFacts, table: SourceTable): SourceFact[] {
  return facts.rows.filter((row) => row.table === table);
}

/** @returns a text column, or null when it is missing. */
export function textOf(row: SourceFact, column: string): string | null {
  const value = row.columns[column];
  return typeof value === "string" ? value : null;
}

/**
 * @returns a text column that the schema declares `not null`.
 * @throws when it is missing: the row cannot have come out of the database.
 */
export function requiredTextOf(row: SourceFact, column: string): string {
  const value = textOf(row, column);
  if (value === null) {
    throw new Error(
      `${row.table}.${column} is ${JSON.stringify(row.columns[column])}; it must be text, as schema/ has it`,
    );
  }
  return value;
}

/** @returns a text[] column; a missing one is empty. */
export function textsOf(row: SourceFact, column: string): string[] {
  const value = row.columns[column];
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** @returns an address as it is compared: trimmed, lower case. */
export function normaliseAddress(address: string): string {
  return address.trim().toLowerCase();
}
