/** A column, smallest first, or with a minus before it the largest first. */
export type Sort<Name extends string> = Name | `-${Name}`;

/** Columns by which each list can be sorted, named as the fields of its rows (docs/http-api.md, "Order"). */
export const SORTS = {
  people: ["name", "email"],
  accounts: ["provider"],
  groups: ["provider", "nativeId", "name", "email", "kind"],
  resources: ["type", "nativeId", "name", "parent", "state"],
  findings: ["severity", "rule", "subject", "kind", "state", "evidenceCount", "since"],
  audit: ["occurredAt"],
  changes: ["at"],
  queue: ["provider", "label", "reason", "queuedAt"],
  access: ["account"],
  accessOfPerson: ["account", "resource", "role", "privilege", "accessPath"],
} as const satisfies Record<string, readonly string[]>;

type ListName = keyof typeof SORTS;
export type SortName<List extends ListName> = (typeof SORTS)[List][number];
export type SortOf<List extends ListName> = Sort<SortName<List>>;

/** @returns the columns by which effective access can be sorted: the rows of one person are few enough for any of them */
export function accessSorts(isOfPerson: boolean): readonly SortName<"accessOfPerson">[] {
  return isOfPerson ? SORTS.accessOfPerson : SORTS.access;
}

/** @returns every order of a list, for one column after the other */
export function listSorts<Name extends string>(names: readonly Name[]): Sort<Name>[] {
  return names.flatMap((name): Sort<Name>[] => [name, `-${name}`]);
}

/** @returns the column of an order, and whether its largest value stands first */
export function readSort<Name extends string>(sort: Sort<Name>): { name: Name; isDescending: boolean } {
  const isDescending = sort.startsWith("-");
  return { name: (isDescending ? sort.slice(1) : sort) as Name, isDescending };
}

/** @returns the same column the other way round */
export function turnSort<Name extends string>(sort: Sort<Name>): Sort<Name> {
  const { name, isDescending } = readSort(sort);
  return isDescending ? name : `-${name}`;
}
