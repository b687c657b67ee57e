import { CAST_INDEX } from "./cast.ts";
import { CUSTOMER_ID, DOMAIN } from "./northwind.ts";
import type { Organisation } from "./people.ts";
import { createRandom } from "./random.ts";

/** Members of a group that is no unit of the company; `group` is the key of another such group. */
export type AccessGroupMember =
  | { kind: "person"; index: number; role: "OWNER" | "MANAGER" | "MEMBER" }
  | { kind: "group"; key: string }
  | { kind: "external"; email: string }
  | { kind: "customer"; id: string };

export type AccessGroup = {
  key: string;
  name: string;
  description: string;
  /** Also provisioned to Identity Center, flat: SCIM does not keep the nesting. */
  provisioned: boolean;
  members: readonly AccessGroupMember[];
};

/** Address of an access group or of a unit's group. */
export function groupEmail(key: string): string {
  return `${key}@${DOMAIN}`;
}

/**
 * The groups that give access across units: bounded in size whatever the size of the company. Among them stand one
 * nesting diamond (`production-access`), one cycle (`release-captains`) and the group of everyone.
 */
export function createAccessGroups(organisation: Organisation): AccessGroup[] {
  const { structure, people, seed } = organisation;
  const person = (index: number, role: "OWNER" | "MANAGER" | "MEMBER" = "MEMBER") =>
    ({ kind: "person", index, role }) as const;
  const group = (key: string) => ({ kind: "group", key }) as const;
  const external = (email: string) => ({ kind: "external", email }) as const;

  /** Up to `count` people of a department, or of the whole company where it is too small to have it. */
  function some(departmentKey: string, count: number, label: string): AccessGroupMember[] {
    const department = structure.departments.find(({ key }) => key === departmentKey);
    const start = department?.start ?? people - 1;
    const size = (department?.end ?? people) - start;
    const random = createRandom(seed, `access-group/${label}`);
    const chosen = new Set<number>();
    for (let draw = 0; draw < count; draw++) chosen.add(start + random.integer(size));
    return [...chosen].sort((one, other) => one - other).map((index) => person(index));
  }

  const { kofiMensah, yukiTanaka, maritSolheim, priyaRaghunathan, anaSilvaFinance, anaSilvaEngineering } = CAST_INDEX;
  const { chiaraConti, tomasFerreira, ingridHalvorsen } = CAST_INDEX;
  const make = (key: string, name: string, description: string, members: AccessGroupMember[], provisioned = false) => ({
    key,
    name,
    description,
    provisioned,
    members,
  });
  return [
    make("everyone", "Everyone", "All of Northwind", [{ kind: "customer", id: CUSTOMER_ID }]),
    make(
      "production-admins",
      "Production admins",
      "Administrators of the production accounts",
      [person(kofiMensah, "OWNER"), ...some("eng", 4, "production-admins"), group("migration-partners")],
      true,
    ),
    make("migration-partners", "Migration partners", "Data centre exit 2025", [
      person(kofiMensah, "OWNER"),
      group("vendor-brightpath"),
    ]),
    make("vendor-brightpath", "Vendor Brightpath", "Consultants of Brightpath", [
      person(maritSolheim),
      external("jonas.lie@brightpath.example"),
      external("helle.moe@brightpath.example"),
    ]),
    make("gcp-organization-admins", "GCP organization admins", "Owners of the Google Cloud organisation", [
      person(kofiMensah, "OWNER"),
      person(yukiTanaka, "MANAGER"),
      group("cloud-governance"),
    ]),
    make("cloud-governance", "Cloud governance", "Monthly review of cloud cost and policy", [
      person(kofiMensah, "OWNER"),
      group("budget-reviewers"),
    ]),
    make("budget-reviewers", "Budget reviewers", "Reads the cloud bill", [
      person(priyaRaghunathan, "OWNER"),
      ...some("fin", 1, "budget-reviewers"),
    ]),
    make(
      "security-audit",
      "Security audit",
      "Read-only review everywhere",
      [person(yukiTanaka, "OWNER"), ...some("sec", 14, "security-audit")],
      true,
    ),
    make(
      "billing-viewers",
      "Billing viewers",
      "Sees invoices",
      [person(anaSilvaFinance, "OWNER"), ...some("fin", 8, "billing-viewers")],
      true,
    ),
    make("break-glass", "Break glass", "Emergency access", [person(kofiMensah, "OWNER"), person(yukiTanaka)], true),
    make("production-access", "Production access", "On-call rotation of both lines", [
      person(kofiMensah, "OWNER"),
      group("sre-primary"),
      group("sre-secondary"),
    ]),
    make("sre-primary", "SRE primary", "First line", [...some("eng", 3, "sre-primary"), group("platform-oncall")]),
    make("sre-secondary", "SRE secondary", "Second line", [
      ...some("eng", 3, "sre-secondary"),
      group("platform-oncall"),
    ]),
    make("platform-oncall", "Platform on-call", "Serves in both lines", [
      person(tomasFerreira),
      ...some("eng", 6, "platform-oncall"),
    ]),
    make("release-captains", "Release captains", "May start a release", [
      person(kofiMensah, "OWNER"),
      ...some("eng", 3, "release-captains"),
      group("release-reviewers"),
    ]),
    make("release-reviewers", "Release reviewers", "May approve a release", [
      person(anaSilvaEngineering),
      ...some("eng", 3, "release-reviewers"),
      group("release-captains"),
    ]),
    make(
      "data-workbench",
      "Data workbench",
      "Exploration of anonymised data",
      [person(chiaraConti, "OWNER"), ...some("data", 8, "data-workbench"), external("m.farkas@uni-lakeside.example")],
      true,
    ),
    make("creative-agency", "Creative agency", "Campaign material", [
      ...some("mkt", 2, "creative-agency"),
      external("studio@harlequin-creative.example"),
    ]),
    make("board", "Board", "Board of directors", [
      person(ingridHalvorsen, "OWNER"),
      external("l.amundsen@fjordcapital.example"),
    ]),
    make("project-aurora", "Project Aurora", "Finished in 2024", []),
  ];
}

/** @returns the people in an access group and in the groups nested in it, each once; a cycle ends. */
export function listNestedPeople(groups: readonly AccessGroup[], key: string): number[] {
  const seen = new Set<string>();
  const found = new Set<number>();
  const waiting = [key];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    for (const member of groups.find((candidate) => candidate.key === next)?.members ?? []) {
      if (member.kind === "person") found.add(member.index);
      if (member.kind === "group") waiting.push(member.key);
    }
  }
  return [...found].sort((one, other) => one - other);
}
