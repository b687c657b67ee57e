import type { Privilege } from "./access.ts";
import { IAM_ADMINISTRATION, probeActions } from "./iam-actions.ts";
import { type IamStatement, parseIamDocument } from "./iam-document.ts";
import { globCovers, globMeet } from "./iam-glob.ts";
import type { Json } from "./json.ts";
import {
  higherPrivilege,
  lowerPrivilege,
  privilegeOfManagedPolicy,
  privilegeOfPermissionSetName,
  type RatedPrivilege,
} from "./privileges.ts";

/** One policy of an IAM user, its own or one of a group that it is in. `document` is null when not exported. */
export type IamUserPolicy = { name: string; document: Json; arn: string | null; viaGroupArn: string | null };

/**
 * `boundary`: the document of the permissions boundary, null when there is one whose document was not exported,
 * undefined when there is none. `boundaryArn` lets an unknown document be judged by its name.
 */
export type IamUserPolicies = {
  policies: readonly IamUserPolicy[];
  boundary?: Json | undefined;
  boundaryArn?: string | null;
};

export type IamPolicyRating = RatedPrivilege & { name: string; viaGroupArn: string | null };

export type PermissionSetPolicies = {
  name: string;
  managed: readonly { name: string; arn: string | null; document?: Json }[];
  inline: Json;
};

const allow = (actions: string[] | null, notActions: string[] | null): IamStatement => ({
  effect: "Allow",
  conditional: false,
  actions,
  notActions,
  resources: ["*"],
  notResources: null,
});

/** AWS publishes these documents; exports leave them out when they are filtered to the customer's own policies. */
const PUBLISHED: ReadonlyMap<string, readonly IamStatement[]> = new Map([
  ["AdministratorAccess", [allow(["*"], null)]],
  ["IAMFullAccess", [allow(["iam:*"], null)]],
  ["PowerUserAccess", [allow(null, ["iam:*", "organizations:*", "account:*"])]],
]);

const AWS_OWNED = /^arn:[^:]+:iam::aws:policy\//;
/** Every resource of the service that administers rights; an exclusion that misses it leaves administration whole. */
const IAM_RESOURCES = ["arn:aws:iam:*", "arn:aws-cn:iam:*", "arn:aws-us-gov:iam:*"];

type Bounds = { statements: readonly IamStatement[] | null; cap: Privilege; known: boolean };
const UNBOUND: Bounds = { statements: null, cap: "owner", known: true };

function statementsOf(document: Json | undefined, nameOrArn: string): readonly IamStatement[] | null {
  return parseIamDocument(document) ?? PUBLISHED.get(nameOrArn.slice(nameOrArn.lastIndexOf("/") + 1)) ?? null;
}

function speaksOf(statement: IamStatement, action: string): boolean {
  if (statement.actions !== null) return statement.actions.some((pattern) => globCovers(pattern, action));
  return !(statement.notActions ?? []).some((pattern) => globCovers(pattern, action));
}

/** What of a region (a resource pattern) lies inside the resources of a statement. */
function inside(statement: IamStatement, region: string): string[] {
  if (statement.resources !== null) {
    return statement.resources.map((pattern) => globMeet(pattern, region)).filter((meet) => meet !== null);
  }
  return (statement.notResources ?? []).some((pattern) => globCovers(pattern, region)) ? [] : [region];
}

function missesIam(statement: IamStatement): boolean {
  return (statement.notResources ?? []).every((pattern) =>
    IAM_RESOURCES.every((iam) => globMeet(pattern, iam) === null),
  );
}

/** Where an action is still allowed; `everywhere` when that is every resource on which rights are administered. */
type Reach = { some: boolean; everywhere: boolean };

function reach(own: readonly IamStatement[], denies: readonly IamStatement[], bounds: Bounds, action: string): Reach {
  const relevantDenies = denies.filter((statement) => speaksOf(statement, action));
  const boundary = bounds.statements?.filter((s) => s.effect === "Allow" && speaksOf(s, action)) ?? null;
  const found: Reach = { some: false, everywhere: false };
  for (const statement of own) {
    if (statement.effect !== "Allow" || !speaksOf(statement, action)) continue;
    let regions = (statement.resources ?? ["*"]).map((region) => ({ region, whole: missesIam(statement) }));
    if (boundary !== null) {
      regions = regions.flatMap(({ region, whole }) =>
        boundary.flatMap((s) => inside(s, region).map((part) => ({ region: part, whole: whole && missesIam(s) }))),
      );
    }
    for (const deny of relevantDenies) {
      // A deny on everything but a list leaves of each region only what is on the list.
      regions =
        deny.resources === null
          ? regions.flatMap(({ region, whole }) =>
              (deny.notResources ?? [])
                .map((kept) => globMeet(kept, region))
                .filter((part) => part !== null)
                .map((part) => ({ region: part, whole })),
            )
          : regions.filter(({ region }) => !deny.resources?.some((pattern) => globCovers(pattern, region)));
    }
    if (regions.length > 0) found.some = true;
    if (regions.some(({ region, whole }) => whole && /^\*+$/.test(region))) found.everywhere = true;
    if (found.everywhere) return found;
  }
  return found;
}

/** Whether the statements hold every action of the service that administers rights, not a list of some of them. */
function holdsAllOfIam(own: readonly IamStatement[]): boolean {
  return own.some((s) => s.effect === "Allow" && speaksOf(s, "iam:zzyzx"));
}

function rateStatements(own: readonly IamStatement[], denies: readonly IamStatement[], bounds: Bounds): Privilege {
  if (holdsAllOfIam(own) && IAM_ADMINISTRATION.every((action) => reach(own, denies, bounds, action).everywhere)) {
    return lowerPrivilege("admin", bounds.cap);
  }
  const { writes, reads } = probeActions([...own, ...denies, ...(bounds.statements ?? [])]);
  if (writes.some((action) => reach(own, denies, bounds, action).some)) return lowerPrivilege("write", bounds.cap);
  if (reads.some((action) => reach(own, denies, bounds, action).some)) return lowerPrivilege("read", bounds.cap);
  return "none";
}

const unconditionalDenies = (statements: readonly IamStatement[]): IamStatement[] =>
  statements.filter(({ effect, conditional }) => effect === "Deny" && !conditional);

function deniesAll(denies: readonly IamStatement[]): boolean {
  return denies.some(
    ({ actions, resources }) =>
      actions?.some((pattern) => globCovers(pattern, "*:*")) && resources?.some((pattern) => globCovers(pattern, "*")),
  );
}

function boundsOf(input: IamUserPolicies): Bounds {
  if (input.boundary === undefined && !input.boundaryArn) return UNBOUND;
  const arn = input.boundaryArn ?? "";
  const statements = statementsOf(input.boundary, arn);
  if (statements !== null) return { statements, cap: "owner", known: true };
  const named = privilegeOfManagedPolicy(arn);
  return { statements: null, cap: named.known ? named.privilege : "owner", known: named.known };
}

type Rateable = { name: string; arn: string | null; document?: Json };

function ratePolicy(policy: Rateable, denies: readonly IamStatement[], bounds: Bounds): RatedPrivilege {
  const named = privilegeOfManagedPolicy(policy.arn ?? policy.name);
  const own = statementsOf(policy.document, policy.arn ?? policy.name);
  if (own !== null) {
    const privilege = rateStatements(own, denies, bounds);
    // AWS itself calls these read-only; a few of their actions have verbs that do not show it.
    const isReadOnly = named.known && named.privilege === "read" && AWS_OWNED.test(policy.arn ?? "");
    return { privilege: isReadOnly ? lowerPrivilege(privilege, "read") : privilege, known: bounds.known };
  }
  if (deniesAll(denies)) return { privilege: "none", known: true };
  const limit =
    bounds.statements === null
      ? bounds.cap
      : rateStatements(bounds.statements, unconditionalDenies(bounds.statements), UNBOUND);
  return { privilege: lowerPrivilege(named.privilege, limit), known: named.known && bounds.known };
}

/**
 * Rates each policy of an IAM user by docs/effective-access.md ("AWS IAM"): what the policy allows, less the unconditional
 * denies in all policies of the user and what the permissions boundary leaves out. Conditions on an Allow are taken as
 * met: the rating is what the policy can give. Actions are compared by samples, resources by covering patterns.
 * @returns one rating per policy, in the order given; `none` when nothing is left; `known` is false when a document
 *   that matters is missing or malformed and its name says nothing. Never throws, whatever the documents hold.
 */
export function evaluateIamUser(input: IamUserPolicies): IamPolicyRating[] {
  const bounds = boundsOf(input);
  const all = input.policies.flatMap((policy) => statementsOf(policy.document, policy.arn ?? policy.name) ?? []);
  const denies = unconditionalDenies([...all, ...(bounds.statements ?? [])]);
  return input.policies.map((policy) => ({
    name: policy.name,
    viaGroupArn: policy.viaGroupArn,
    ...ratePolicy(policy, denies, bounds),
  }));
}

/**
 * Rates a permission set by its exported policies, the highest of them less the unconditional denies in all of them;
 * by its name when none was exported or none of them is known.
 * @returns `known` false when a policy is unknown that could still raise the rating.
 */
export function evaluatePermissionSet(set: PermissionSetPolicies): RatedPrivilege {
  const policies: Rateable[] = [...set.managed];
  if (set.inline !== null && set.inline !== "") policies.push({ name: "", arn: null, document: set.inline });
  const denies = unconditionalDenies(
    policies.flatMap((policy) => statementsOf(policy.document, policy.arn ?? policy.name) ?? []),
  );
  const ratings = policies.map((policy) => ratePolicy(policy, denies, UNBOUND));
  const byName = privilegeOfPermissionSetName(set.name);
  if (ratings.length === 0) return byName;
  if (byName.known && ratings.every(({ known }) => !known)) return byName;
  const privilege = ratings.reduce<Privilege>((highest, rating) => higherPrivilege(highest, rating.privilege), "none");
  return { privilege, known: privilege === "admin" || ratings.every(({ known }) => known) };
}
