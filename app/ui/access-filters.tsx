import { ACCESS_PATHS, PRIVILEGES, PROVIDERS, RESOURCE_TYPES, SUBJECT_STATUSES } from "../model/access.ts";
import type { AccessFilters } from "../model/filters.ts";
import { FilterForm, SearchFilter, SelectFilter } from "./filter-form.tsx";
import { MomentField } from "./moment-field.tsx";
import { ACCESS_PATH_WORDS, PRIVILEGE_WORDS, PROVIDER_WORDS, RESOURCE_TYPE_WORDS, STATUS_WORDS } from "./words.ts";

/** The filters of the access explorer, and the moment that it shows; `person` and `resource`, which links set, stay in force. */
export function AccessFilterForm({ filters, asOf }: { filters: AccessFilters; asOf: string | undefined }) {
  return (
    <FilterForm
      path="/access"
      label="Filter access"
      active={asOf !== undefined || Object.values(filters).some((value) => value !== undefined)}
      stamp={JSON.stringify([filters, asOf])}
    >
      {filters.person ? <input type="hidden" name="person" value={filters.person} /> : null}
      {filters.resource ? <input type="hidden" name="resource" value={filters.resource} /> : null}
      <SearchFilter value={filters.search} label="Search" placeholder="Person, account or resource" />
      <SelectFilter
        name="privilege"
        label="Privilege"
        any="Any"
        value={filters.privilege}
        options={PRIVILEGES.slice(1).map((value) => ({
          value,
          label: value === "owner" ? PRIVILEGE_WORDS.owner : `${PRIVILEGE_WORDS[value]} or above`,
        }))}
      />
      <SelectFilter
        name="provider"
        label="Account in"
        any="Any system"
        value={filters.provider}
        options={PROVIDERS.map((value) => ({ value, label: PROVIDER_WORDS[value] }))}
      />
      <SelectFilter
        name="resourceType"
        label="Resource type"
        any="Any type"
        value={filters.resourceType}
        options={RESOURCE_TYPES.map((value) => ({ value, label: RESOURCE_TYPE_WORDS[value].one }))}
      />
      <SelectFilter
        name="accessPath"
        label="Path"
        any="Any path"
        value={filters.accessPath}
        options={ACCESS_PATHS.map((value) => ({ value, label: ACCESS_PATH_WORDS[value].label }))}
      />
      <SelectFilter
        name="status"
        label="Account status"
        any="Any status"
        value={filters.status}
        options={SUBJECT_STATUSES.map((value) => ({ value, label: STATUS_WORDS[value].label }))}
      />
      <MomentField name="as-of" label="As of" value={asOf} />
    </FilterForm>
  );
}
