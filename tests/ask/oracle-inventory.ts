import { createWorkspaceDirectory } from "../../app/access/expand-workspace.ts";
import type { EffectiveAccess } from "../../app/model/access.ts";
import type { AnswerRow, Slots } from "../../app/model/answer.ts";
import { nodeId } from "../../app/model/node-id.ts";
import { narrowed } from "./oracle-access.ts";
import { listedGroups } from "./oracle-groups.ts";
import {
  grouped,
  type Oracle,
  type OracleRow,
  peopleOf,
  personBehind,
  rowsOfTable,
  textIn,
  type World,
} from "./world.ts";

type Subject = EffectiveAccess["subject"];

/** An account, and who is behind it. */
type KnownAccount = { account: Subject; person: { id: string; name: string | null } | null };

const isAnybody = ({ type }: Subject) => type === "user" || type === "service_account";

/**
 * Every account that reaches something, and every user that Workspace or IAM lists. Accounts that only a membership
 * or a grant without effect names are not among them.
 */
export function knownAccounts(world: World): KnownAccount[] {
  const reaching = world.access.filter(({ subject }) => isAnybody(subject) && !isOfOneOfManyStores(world, subject));
  const users = rowsOfTable(world, "google_workspace_users").map((row): Subject => {
    const id = textIn(row, "user_id") ?? "";
    const isOff = row.columns.suspended === true || row.columns.archived === true;
    const label = textIn(row, "primary_email") ?? id;
    return { provider: "google_workspace", type: "user", id, label, status: isOff ? "suspended" : "active" };
  });
  const iam = rowsOfTable(world, "aws_iam_users").map((row): Subject => {
    const id = textIn(row, "arn") ?? "";
    return { provider: "aws_iam", type: "user", id, label: textIn(row, "user_name") ?? id, status: "active" };
  });
  const all: KnownAccount[] = [
    ...reaching.map(({ subject, person }) => ({ account: subject, person })),
    ...[...users, ...iam].map((account) => ({ account, person: personBehind(world, account.provider, account.id) })),
  ];
  return grouped(
    all,
    ({ account, person }) => [account.provider, account.id, person?.id],
    ([first]) => first,
  );
}

/** Two identity stores may call two accounts alike, and neither the access of one nor an answer names its store. */
function isOfOneOfManyStores({ facts }: World, { provider }: Subject): boolean {
  const stores = new Set(facts.rows.map(({ columns }) => columns.identity_store_id).filter((store) => store));
  return provider === "aws_identity_center" && stores.size > 1;
}

/** @returns whether a row is about an account that `knownAccounts` does not know */
export function isOfUnknownAccount(world: World, row: AnswerRow): boolean {
  const known = knownAccounts(world).map(({ account }) => `${account.provider} ${account.label}`);
  return !known.includes(`${row.system} ${row.account}`);
}

function isOfSystem(slots: Slots, provider: string): boolean {
  const system = slots.system?.value;
  return system === undefined || provider === system || provider.startsWith(`${system}_`);
}

const isGooglesOwn = ({ id }: Subject) => /^service-[0-9]+@.*gserviceaccount[.]com$/.test(id);
const hasStatus = (slots: Slots, { status }: Subject) => slots.status === undefined || status === slots.status.value;
const columnsOf = ({ label, provider, type, status }: Subject) => ({ account: label, system: provider, type, status });

function contractors(world: World): Set<string | undefined> {
  const rows = rowsOfTable(world, "google_workspace_users").filter((row) =>
    /contractor/i.test(textIn(row, "org_unit_path") ?? ""),
  );
  return new Set(rows.map((row) => personBehind(world, "google_workspace", textIn(row, "user_id") ?? "")?.id));
}

function listedResources(world: World): OracleRow[] {
  const named = (table: string, key: string, type: string, system: string) =>
    rowsOfTable(world, table).map((row) => ({ resource: textIn(row, key), resource_type: type, system }));
  const reached = world.access.map(({ resource }) => ({
    resource: resource.id,
    resource_type: resource.type,
    system: resource.provider,
  }));
  return [
    ...reached,
    ...named("aws_accounts", "account_id", "aws_account", "aws"),
    ...named("gcp_organisations", "organisation_id", "gcp_organization", "gcp"),
    ...named("gcp_folders", "folder_id", "gcp_folder", "gcp"),
    ...named("gcp_projects", "project_id", "gcp_project", "gcp"),
  ];
}

/** @returns whether a row is about a resource that nobody reaches and that no hierarchy lists */
export function isUnknownResource(world: World, row: AnswerRow): boolean {
  return !listedResources(world).some(
    (one) => one.resource === row.resource && one.resource_type === row.resource_type,
  );
}

export const INVENTORY_ORACLES: Readonly<Record<string, Oracle>> = {
  people: (world, slots) =>
    peopleOf(world)
      .filter(({ id }) => slots.population === undefined || contractors(world).has(id))
      .map(({ name, email }) => ({ person: name, email })),
  accounts: (world, slots) =>
    knownAccounts(world)
      .filter(({ account }) => isOfSystem(slots, account.provider) && hasStatus(slots, account))
      .map(({ account, person }) => ({ ...columnsOf(account), person: person?.name ?? null })),
  "unlinked-accounts": (world, slots) =>
    knownAccounts(world)
      .filter(({ account, person }) => person === null && !isGooglesOwn(account))
      .filter(({ account }) => isOfSystem(slots, account.provider) && hasStatus(slots, account))
      .map(({ account }) => columnsOf(account)),
  "person-accounts": (world, slots) =>
    knownAccounts(world)
      .filter(({ person }) => person?.id === slots.person?.value)
      .map(({ account }) => ({ ...columnsOf(account), belongs: "linked", how_known: "email" })),
  "account-access": (world, slots) =>
    grouped(
      narrowed(world, slots).filter(
        ({ subject }) => nodeId("account", subject.provider, subject.id) === slots.account?.value,
      ),
      ({ resource, role, privilege, certainty }) => [resource.type, resource.id, role, privilege, certainty],
      ([{ resource, role, privilege, certainty }]) => ({
        resource: resource.id,
        resource_type: resource.type,
        role,
        level: privilege,
        certainty,
      }),
    ),
  groups: (world, slots) =>
    listedGroups(world)
      .filter(({ provider }) => isOfSystem(slots, provider))
      .map(({ label, provider }) => ({ group: label, system: provider })),
  "person-groups": (world, slots) => {
    const directory = createWorkspaceDirectory(world.facts);
    return listedGroups(world)
      .filter(({ provider }) => provider === "google_workspace" && isOfSystem(slots, provider))
      .flatMap(({ id, label, provider }) =>
        directory.holdersOfGroup(id).flatMap(({ account, chains }) => {
          const isTheirs = personBehind(world, "google_workspace", account.id)?.id === slots.person?.value;
          if (account.type !== "user" || !isTheirs) return [];
          const direct = chains.some((chain) => chain.length === 1);
          return [{ group: label, system: provider, direct, account: account.label }];
        }),
      );
  },
  resources: (world, slots) =>
    listedResources(world)
      .filter(({ system }) => slots.system === undefined || system === slots.system.value)
      .filter((row) => slots.resourceType === undefined || row.resource_type === slots.resourceType.value)
      .map(({ resource, resource_type }) => ({ resource: resource ?? null, resource_type: resource_type ?? null })),
};
