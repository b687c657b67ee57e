import {
  ACCESS_PATHS,
  type AccessPath,
  PRIVILEGES,
  PROVIDERS,
  type Privilege,
  type Provider,
  RESOURCE_TYPES,
  type ResourceType,
  SUBJECT_STATUSES,
  type SubjectStatus,
} from "./access.ts";

/** How many rows of effective access are of one kind. */
export type KindOfAccess = {
  provider: Provider;
  resourceType: ResourceType;
  accessPath: AccessPath;
  status: SubjectStatus;
  privilege: Privilege;
  rows: number;
};

type Kind = Omit<KindOfAccess, "rows">;

/** How many rows each choice would leave beside the other filters in force. */
export type FacetCounts<Value extends string = string> = { value: Value; count: number }[];

/**
 * The facets of the access explorer.
 * - `isBounded`: so many rows meet the filters that not all were counted; the counts are what there is at least
 */
export type AccessFacets = { [Facet in keyof Kind]: FacetCounts<Kind[Facet]> } & { isBounded: boolean };

type Chosen = { [Facet in keyof Kind]?: Kind[Facet] | undefined };

const RANKS = new Map<Privilege, number>(PRIVILEGES.map((privilege, rank) => [privilege, rank]));
const rankOf = (privilege: Privilege) => RANKS.get(privilege) ?? 0;

/** Whether a kind meets a choice; a privilege is met by that level and those above. */
const MEETS: { [Facet in keyof Kind]: (kind: Kind, value: Kind[Facet]) => boolean } = {
  provider: (kind, value) => kind.provider === value,
  resourceType: (kind, value) => kind.resourceType === value,
  accessPath: (kind, value) => kind.accessPath === value,
  status: (kind, value) => kind.status === value,
  privilege: (kind, value) => rankOf(kind.privilege) >= rankOf(value),
};

/**
 * Counts every choice of every facet under the choices made in the other facets; its own does not narrow it.
 * @param chosen the filters in force
 */
export function countFacets(kinds: readonly KindOfAccess[], chosen: Chosen): Omit<AccessFacets, "isBounded"> {
  const count = <Facet extends keyof Kind>(facet: Facet, values: readonly Kind[Facet][]) => {
    const others: Chosen = { ...chosen, [facet]: undefined };
    const left = kinds.filter((kind) => meetsAll(kind, others));
    return values.map((value) => ({
      value,
      count: left.reduce((sum, kind) => (MEETS[facet](kind, value) ? sum + kind.rows : sum), 0),
    }));
  };
  return {
    privilege: count("privilege", [...PRIVILEGES.slice(1)].reverse()),
    provider: count("provider", PROVIDERS),
    resourceType: count("resourceType", RESOURCE_TYPES),
    accessPath: count("accessPath", ACCESS_PATHS),
    status: count("status", SUBJECT_STATUSES),
  };
}

function meetsAll(kind: Kind, chosen: Chosen): boolean {
  return (
    (chosen.provider === undefined || MEETS.provider(kind, chosen.provider)) &&
    (chosen.resourceType === undefined || MEETS.resourceType(kind, chosen.resourceType)) &&
    (chosen.accessPath === undefined || MEETS.accessPath(kind, chosen.accessPath)) &&
    (chosen.status === undefined || MEETS.status(kind, chosen.status)) &&
    (chosen.privilege === undefined || MEETS.privilege(kind, chosen.privilege))
  );
}
