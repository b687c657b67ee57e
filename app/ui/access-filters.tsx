import { Link } from "@remix-run/react";
import X from "lucide-react/icons/x";
import type { EffectiveAccess } from "../model/access.ts";
import type { AccessFilters } from "../model/filters.ts";
import { FilterForm, SearchFilter } from "./filter-form.tsx";
import { hrefs } from "./hrefs.ts";
import { MomentField } from "./moment-field.tsx";

/** Filters that the fields do not show: facets and links set them, and they stay in force. */
const KEPT = [
  "person",
  "resource",
  "role",
  "privilege",
  "provider",
  "resourceType",
  "accessPath",
  "status",
] as const satisfies readonly (keyof AccessFilters)[];

/** What is searched for in the access explorer, and the moment that it shows. */
export function AccessFilterForm(props: {
  filters: AccessFilters;
  asOf: string | undefined;
  by: string | undefined;
  sort: string | undefined;
}) {
  const { filters, asOf, by } = props;
  return (
    <FilterForm
      path="/access"
      label="Filter access"
      active={asOf !== undefined || Object.values(filters).some((value) => value !== undefined)}
      sort={props.sort}
      stamp={JSON.stringify([filters, asOf, by])}
    >
      {KEPT.map((name) =>
        filters[name] === undefined ? null : <input key={name} type="hidden" name={name} value={filters[name]} />,
      )}
      {by === undefined ? null : <input type="hidden" name="group" value={by} />}
      <SearchFilter value={filters.search} label="Search" placeholder="Person, account or resource" />
      <MomentField name="as-of" label="As of" value={asOf} />
    </FilterForm>
  );
}

/**
 * Filters that links elsewhere set, each with the way to take it back.
 * @param first a row that meets them, which knows the names
 */
export function AccessScope(props: {
  filters: AccessFilters;
  query: Record<string, string | undefined>;
  first: EffectiveAccess | undefined;
}) {
  const { filters, query, first } = props;
  const scopes = [
    ["person", "Person", first?.person?.name ?? filters.person],
    ["resource", "Resource", first?.resource.name ?? filters.resource],
    ["role", "Role", filters.role],
  ] as const;
  const inForce = scopes.filter(([name]) => filters[name] !== undefined);
  if (inForce.length === 0) return null;
  return (
    <ul aria-label="Narrowed to" className="flex flex-wrap gap-2">
      {inForce.map(([name, title, value]) => (
        <li key={name}>
          <Link
            to={hrefs.access({ ...query, [name]: undefined })}
            className="flex min-h-7 items-center gap-1.5 rounded-md border border-line bg-accent-soft px-2 text-data text-accent"
          >
            <span className="wrap-anywhere">{`${title}: ${value}`}</span>
            <X aria-label="Take back" className="size-3.5 shrink-0" />
          </Link>
        </li>
      ))}
    </ul>
  );
}
