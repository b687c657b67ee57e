import type { JsonObject } from "../model/json.ts";
import { type BundleFile, createObjectFile, createPageFile } from "./bundle-file.ts";
import { AWS_ORGANISATION_ID, AWS_ROOT_ID, awsTimeBefore, DOMAIN } from "./northwind.ts";
import type { Organisation } from "./people.ts";
import { BASE36, createRandom, DIGITS } from "./random.ts";

export type AwsAccount = { index: number; id: string; name: string; unit: OrganizationalUnit; state: string };
type OrganizationalUnit = "Security" | "Infrastructure" | "Workloads" | "Production" | "NonProduction" | "Sandbox";

const UNITS: readonly { name: OrganizationalUnit; parent: OrganizationalUnit | null }[] = [
  { name: "Security", parent: null },
  { name: "Infrastructure", parent: null },
  { name: "Workloads", parent: null },
  { name: "Production", parent: "Workloads" },
  { name: "NonProduction", parent: "Workloads" },
  { name: "Sandbox", parent: null },
];

/** Accounts that every size of the company has; workload accounts follow. */
const FIXED: readonly { name: string; unit: OrganizationalUnit }[] = [
  { name: "northwind-management", unit: "Infrastructure" },
  { name: "northwind-audit", unit: "Security" },
  { name: "northwind-production", unit: "Production" },
];
export const ACCOUNT_INDEX = { management: 0, audit: 1, production: 2, firstWorkload: 3 } as const;

const STAGES: readonly { name: string; unit: OrganizationalUnit }[] = [
  { name: "dev", unit: "NonProduction" },
  { name: "staging", unit: "NonProduction" },
  { name: "prod", unit: "Production" },
];

/** @returns the accounts of the organisation: six at least, 400 at most. */
export function createAwsAccounts({ people, seed, structure }: Organisation): AwsAccount[] {
  const count = Math.min(400, Math.max(6, Math.round(people / 120)));
  const words = structure.technicalDivisions.map((division) => division.word);
  return Array.from({ length: count }, (_, index): AwsAccount => {
    // The last digits count, so that ids differ; the first ones may be zeros, as real ones may.
    const id = createRandom(seed, `aws-account/${index}`).text(9, DIGITS) + String(index).padStart(3, "0");
    const fixed = FIXED[index];
    if (fixed !== undefined) return { index, id, ...fixed, state: "ACTIVE" };
    const nth = index - ACCOUNT_INDEX.firstWorkload;
    const stage = STAGES[nth % STAGES.length] ?? { name: "dev", unit: "NonProduction" as const };
    const owner = Math.floor(nth / STAGES.length);
    const round = Math.floor(owner / Math.max(1, words.length));
    const name = `${words[owner % Math.max(1, words.length)] ?? "core"}${round === 0 ? "" : `-${round + 1}`}-${stage.name}`;
    // One account is being closed: its assignments stay and must stay visible.
    const closing = index === count - 1 && count > 6;
    return { index, id, name, unit: closing ? "Sandbox" : stage.unit, state: closing ? "SUSPENDED" : "ACTIVE" };
  });
}

/** Files of the scope `aws/organizations`. */
export function* createAwsOrganizationFiles(
  { seed }: Organisation,
  accounts: readonly AwsAccount[],
): Generator<BundleFile> {
  const management = accounts[ACCOUNT_INDEX.management]?.id ?? "";
  const arn = (kind: string) => `arn:aws:organizations::${management}:${kind}/${AWS_ORGANISATION_ID}`;
  const unitId = (name: OrganizationalUnit) => `ou-nw01-${createRandom(seed, `ou/${name}`).text(8, BASE36)}`;
  yield createPageFile(
    "aws/organizations/list-accounts.json",
    {},
    "Accounts",
    accounts.map((account): JsonObject => {
      const random = createRandom(seed, `aws-account-joined/${account.index}`);
      return {
        Id: account.id,
        Arn: `${arn("account")}/${account.id}`,
        Email: `aws+${account.name}@${DOMAIN}`,
        Name: account.name,
        Status: account.state,
        State: account.state,
        JoinedMethod: account.index === ACCOUNT_INDEX.management ? "INVITED" : "CREATED",
        JoinedTimestamp: awsTimeBefore(200 + random.next() * 1800),
      };
    }),
  );
  yield createPageFile(
    "aws/organizations/list-organizational-units.json",
    {},
    "OrganizationalUnits",
    UNITS.map(({ name }) => ({ Id: unitId(name), Arn: `${arn("ou")}/${unitId(name)}`, Name: name })),
  );
  const parentFile = (child: string, parent: OrganizationalUnit | null): BundleFile =>
    createObjectFile(`aws/organizations/list-parents/${child}.json`, {
      Parents: [
        parent === null ? { Id: AWS_ROOT_ID, Type: "ROOT" } : { Id: unitId(parent), Type: "ORGANIZATIONAL_UNIT" },
      ],
    });
  for (const { name, parent } of UNITS) yield parentFile(unitId(name), parent);
  for (const account of accounts) {
    yield parentFile(account.id, account.index === ACCOUNT_INDEX.management ? null : account.unit);
  }
}
