import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { compareAccess, expandEffectiveAccess } from "../app/access/expand.ts";
import type { AccessFacts, AccessPrivileges, SourceFact } from "../app/access/expand-facts.ts";
import { refreshEffectiveAccess } from "../app/access/refresh.server.ts";
import type { EffectiveAccess } from "../app/model/access.ts";
import { evaluateIamUser, evaluatePermissionSet, type IamUserPolicy } from "../app/model/iam-policy.ts";
import { isJsonObject, type Json } from "../app/model/json.ts";
import { privilegeOfGcpRole, privilegeOfGithubRole } from "../app/model/privileges.ts";
import { streamEffectiveAccess, toContractRow } from "../app/queries/list-effective-access.server.ts";
import { loadFacts } from "./support/load-facts.server.ts";
import { randomOrganisation } from "./support/random-organisation.ts";
import { createTestDatabase } from "./support/test-database.server.ts";

const ORGANISATIONS = Number(process.env.ORGANISATIONS ?? 30);
const FIRST_SEED = Number(process.env.FIRST_SEED ?? 1);

const databases = { 16: await createTestDatabase({ version: 16 }), 18: await createTestDatabase({ version: 18 }) };

test.each([16, 18] as const)(
  "PostgreSQL %i gives the rows of the pure expansion for random organisations",
  async (version) => {
    const { database, addTenant } = databases[version];
    const organisations = [];
    for (let number = 0; number < ORGANISATIONS; number += 1) {
      const seed = FIRST_SEED + number;
      const facts = randomOrganisation(seed, 4 + (seed % 20));
      const tenantId = await addTenant(`org-${seed}-${randomUUID().slice(0, 8)}`);
      await loadFacts(database, tenantId, facts);
      organisations.push({ seed, tenantId, facts });
    }
    await refreshEffectiveAccess(database, { tenantId: organisations[0]?.tenantId ?? "", role: "ingest" });
    for (const { seed, tenantId, facts } of organisations) {
      const stored: EffectiveAccess[] = [];
      await database.read({ tenantId, role: "analyst" }, async (transaction) => {
        for await (const rows of streamEffectiveAccess(transaction, {})) stored.push(...rows.map(toContractRow));
      });
      const expected = expandEffectiveAccess(facts, privilegesOf(facts));
      const lines = (rows: EffectiveAccess[]) => rows.toSorted(compareAccess).map((row) => JSON.stringify(row));
      const [storedLines, expectedLines] = [lines(stored), lines(expected)];
      const known = new Set(expectedLines);
      const found = new Set(storedLines);
      expect(
        {
          seed,
          missing: expectedLines.filter((line) => !found.has(line)),
          tooMany: storedLines.filter((line) => !known.has(line)),
        },
        `seed ${seed}`,
      ).toEqual({ seed, missing: [], tooMany: [] });
      expect(stored.length, `seed ${seed}: rows stand once`).toBe(expected.length);
      expect(stored.map(orderOf), `seed ${seed}: order`).toEqual(expected.map(orderOf));
    }
  },
  240_000,
);

/** What the contract orders rows by; rows that are alike in it may stand in any order. */
function orderOf(row: EffectiveAccess): unknown[] {
  const { subject, resource } = row;
  return [
    subject.provider,
    subject.id,
    resource.type,
    resource.id,
    row.role,
    row.accessPath,
    row.via.map((hop) => hop.id),
  ];
}

function privilegesOf(facts: AccessFacts): AccessPrivileges {
  const rowsOf = (table: string) => facts.rows.filter((row) => row.table === table);
  const text = (row: SourceFact | undefined, column: string) =>
    (row?.columns[column] as string | null | undefined) ?? null;
  return {
    gcpRole: (role) => privilegeOfGcpRole(role).privilege,
    // the oracle asks for the organisation's own roles with a rank, which only repository roles have
    githubRole: (role, rank) => (role === "owner" ? "owner" : privilegeOfGithubRole(role, rank).privilege),
    permissionSet(id) {
      const policies = rowsOf("aws_permission_set_policies").filter((row) => text(row, "permission_set_id") === id);
      const set = rowsOf("aws_permission_sets").find((row) => text(row, "permission_set_id") === id);
      return evaluatePermissionSet({
        name: text(set, "name") ?? id,
        managed: policies
          .filter((row) => text(row, "kind") === "managed")
          .map((row) => ({
            name: text(row, "policy_name") ?? "",
            arn: text(row, "policy_arn"),
            document: row.columns.document ?? null,
          })),
        inline: policies.find((row) => text(row, "kind") === "inline")?.columns.document ?? null,
      }).privilege;
    },
    iamPolicies({ user, groups, policies }) {
      const documentOf = (arn: string | null): Json =>
        policies.find((row) => text(row, "arn") === arn && text(row, "account_id") === text(user, "account_id"))
          ?.columns.document ?? null;
      const list = (raw: Json, key: string): { [key: string]: Json }[] => {
        const value = isJsonObject(raw) ? raw[key] : null;
        return Array.isArray(value) ? value.filter(isJsonObject) : [];
      };
      const carried: IamUserPolicy[] = [user, ...groups].flatMap((row) => {
        const viaGroupArn = row === user ? null : text(row, "arn");
        const inline = list(row.raw, row === user ? "UserPolicyList" : "GroupPolicyList");
        const attached = list(row.raw, "AttachedManagedPolicies");
        return [
          ...inline.map((policy) => ({
            name: String(policy.PolicyName),
            arn: null,
            document: policy.PolicyDocument ?? null,
            viaGroupArn,
          })),
          ...attached.map((policy) => ({
            name: String(policy.PolicyName),
            arn: String(policy.PolicyArn),
            document: documentOf(String(policy.PolicyArn)),
            viaGroupArn,
          })),
        ];
      });
      const boundaryArn = text(user, "permissions_boundary_arn");
      return evaluateIamUser({
        policies: carried,
        boundary: boundaryArn === null ? undefined : documentOf(boundaryArn),
        boundaryArn,
      }).map(({ name, privilege, viaGroupArn }) => ({ role: name, privilege, viaGroupArn }));
    },
  };
}
