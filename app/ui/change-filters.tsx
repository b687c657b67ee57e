import { PROVIDERS } from "../model/access.ts";
import { CHANGE_KINDS } from "../model/changes.ts";
import type { ChangeFilters } from "../model/filters.ts";
import { FilterForm, SelectFilter } from "./filter-form.tsx";
import { MomentField } from "./moment-field.tsx";
import { CHANGE_KIND_WORDS, PROVIDER_WORDS } from "./words.ts";

/** Filters that links set and the form keeps. */
const KEPT = ["person", "resource", "group", "run"] as const;

export type ShownChangeFilters = ChangeFilters & { from?: string | undefined; to?: string | undefined };

/** The filters of the feed of changes. @param sort its order, which they keep */
export function ChangeFilterForm({ filters, sort }: { filters: ShownChangeFilters; sort: string | undefined }) {
  return (
    <FilterForm
      path="/changes"
      label="Filter the changes"
      active={Object.values(filters).some((value) => value !== undefined)}
      sort={sort}
      stamp={JSON.stringify(filters)}
    >
      {KEPT.map((name) =>
        filters[name] === undefined ? null : <input key={name} type="hidden" name={name} value={filters[name]} />,
      )}
      <SelectFilter
        name="kind"
        label="Change"
        any="Any change"
        value={filters.kind}
        options={CHANGE_KINDS.map((value) => ({ value, label: CHANGE_KIND_WORDS[value].label }))}
      />
      <SelectFilter
        name="system"
        label="Account in"
        any="Any system"
        value={filters.system}
        options={PROVIDERS.map((value) => ({ value, label: PROVIDER_WORDS[value] }))}
      />
      <MomentField name="from" label="After" value={filters.from} />
      <MomentField name="to" label="Until" value={filters.to} />
    </FilterForm>
  );
}
