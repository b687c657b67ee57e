import { Link } from "@remix-run/react";
import X from "lucide-react/icons/x";
import type { ReactNode } from "react";
import { ACCESS_PATHS, PRIVILEGES, PROVIDERS, RESOURCE_TYPES, SUBJECT_STATUSES } from "../model/access.ts";
import type { AccessFacets, FacetCounts } from "../model/access-facets.ts";
import type { AccessFilters } from "../model/filters.ts";
import { PrivilegeBadge } from "./badges.tsx";
import { hrefs } from "./hrefs.ts";
import { ACCESS_PATH_WORDS, countWords, PROVIDER_WORDS, RESOURCE_TYPE_WORDS, STATUS_WORDS } from "./words.ts";

type Query = Record<string, string | undefined>;
type FacetName = Exclude<keyof AccessFacets, "isBounded">;

const HIGHEST_FIRST = [...PRIVILEGES.slice(1)].reverse();

/**
 * The choices of each filter with the number of rows that each would leave, as links: another choice replaces the one in
 * force, the same one takes it back.
 * @param facets null where nothing is counted, as of a past moment
 * @param query what stands in the address besides: it stays
 */
export function AccessFacetsView(props: { facets: AccessFacets | null; filters: AccessFilters; query: Query }) {
  const shared = { ...props, isBounded: props.facets?.isBounded ?? false };
  return (
    <nav
      aria-label="Narrow the list"
      className="panel grid grid-cols-2 gap-x-5 gap-y-3 p-3 sm:grid-cols-3 xl:grid-cols-[repeat(5,auto)]"
    >
      <Facet {...shared} name="privilege" title="Privilege" values={HIGHEST_FIRST}>
        {(value) => (
          <span className="flex items-center gap-1.5">
            <PrivilegeBadge privilege={value} />
            {value === "owner" ? null : <span className="text-xs text-ink-mute max-sm:sr-only">or above</span>}
          </span>
        )}
      </Facet>
      <Facet {...shared} name="provider" title="Account in" values={PROVIDERS}>
        {(value) => PROVIDER_WORDS[value]}
      </Facet>
      <Facet {...shared} name="resourceType" title="Resource type" values={RESOURCE_TYPES}>
        {(value) => RESOURCE_TYPE_WORDS[value].one}
      </Facet>
      <Facet {...shared} name="accessPath" title="Path" values={ACCESS_PATHS}>
        {(value) => <span title={ACCESS_PATH_WORDS[value].meaning}>{ACCESS_PATH_WORDS[value].label}</span>}
      </Facet>
      <Facet {...shared} name="status" title="Account status" values={SUBJECT_STATUSES}>
        {(value) => <span title={STATUS_WORDS[value].meaning}>{STATUS_WORDS[value].label}</span>}
      </Facet>
    </nav>
  );
}

function Facet<Name extends FacetName>(props: {
  name: Name;
  title: string;
  values: readonly AccessFacets[Name][number]["value"][];
  facets: AccessFacets | null;
  isBounded: boolean;
  filters: AccessFilters;
  query: Query;
  children: (value: AccessFacets[Name][number]["value"]) => ReactNode;
}) {
  const { name, facets, filters, query, isBounded } = props;
  const counts: FacetCounts | undefined = facets?.[name];
  return (
    <section aria-label={props.title} className="min-w-0">
      <h2 className="mb-1 text-xs text-ink-soft">{props.title}</h2>
      <ul className="flex flex-col">
        {props.values.map((value) => {
          const count = counts?.find((entry) => entry.value === value)?.count;
          const isChosen = filters[name] === value;
          const label = props.children(value);
          return (
            <li key={value}>
              {count === 0 && !isBounded && !isChosen ? (
                <span className="flex min-h-6 items-center justify-between gap-3 px-1.5 text-data text-ink-mute">
                  {label}
                  <span className="text-xs">0</span>
                </span>
              ) : (
                <Link
                  to={hrefs.access({ ...query, [name]: isChosen ? undefined : value })}
                  preventScrollReset
                  aria-current={isChosen ? "true" : undefined}
                  className="flex min-h-6 items-center justify-between gap-3 rounded px-1.5 text-data hover:bg-raised aria-[current]:bg-accent-soft aria-[current]:font-medium aria-[current]:text-accent"
                >
                  <span className="min-w-0">{label}</span>
                  <span className="flex items-center gap-1 text-xs text-ink-soft">
                    <CountWords count={count} isBounded={isBounded} />
                    {isChosen ? <X aria-label="Take back" className="size-3" /> : null}
                  </span>
                </Link>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** Of a list that was not counted to its end only a number above zero says something. */
function CountWords({ count, isBounded }: { count: number | undefined; isBounded: boolean }) {
  if (count === undefined || (isBounded && count === 0)) return null;
  return <>{isBounded ? `${countWords(count)}+` : countWords(count)}</>;
}
