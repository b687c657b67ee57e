import type { Group, Page, Person, Resource } from "../model/views.ts";
import { hrefs } from "./hrefs.ts";
import { PROVIDER_SHORT, RESOURCE_TYPE_WORDS } from "./words.ts";

/** One hit of the quick find: a page to go to. */
export type FoundEntry = { id: string; href: string; label: string; note: string };

export type FoundSection = { title: string; entries: FoundEntry[] };

const PER_SECTION = 5;

async function fetchPage<Row>(path: string, search: string, signal: AbortSignal): Promise<Row[]> {
  const query = new URLSearchParams({ search, limit: String(PER_SECTION) });
  const response = await fetch(`/api/${path}?${query}`, { signal });
  if (!response.ok) throw new Error(`/api/${path} answered ${response.status}`);
  const page: Page<Row> = await response.json();
  return page.data;
}

/** @returns people whose name or e-mail holds the text, through GET /api/people. */
export function fetchPeople(search: string, signal: AbortSignal): Promise<Person[]> {
  return fetchPage<Person>("people", search, signal);
}

/** @returns resources whose id or name holds the text, through GET /api/resources. */
export function fetchResources(search: string, signal: AbortSignal): Promise<Resource[]> {
  return fetchPage<Resource>("resources", search, signal);
}

/**
 * People, groups and resources whose name, e-mail or id holds the text, a few of each; kinds without a hit are left out.
 * @throws when a list cannot be read, or when the signal aborts
 */
export async function fetchFound(search: string, signal: AbortSignal): Promise<FoundSection[]> {
  const [people, groups, resources] = await Promise.all([
    fetchPeople(search, signal),
    fetchPage<Group>("groups", search, signal),
    fetchResources(search, signal),
  ]);
  const sections: FoundSection[] = [
    {
      title: "People",
      entries: people.map((person) => ({
        id: person.id,
        href: hrefs.person(person.id),
        label: person.name,
        note: person.email ?? "no e-mail",
      })),
    },
    {
      title: "Groups",
      entries: groups.map((group) => ({
        id: group.id,
        href: hrefs.group(group.id),
        label: group.name ?? group.label,
        note: PROVIDER_SHORT[group.provider],
      })),
    },
    {
      title: "Resources",
      entries: resources.map((resource) => ({
        id: resource.id,
        href: hrefs.resource(resource.id),
        label: resource.name ?? resource.nativeId,
        note: RESOURCE_TYPE_WORDS[resource.type].one,
      })),
    },
  ];
  return sections.filter((section) => section.entries.length > 0);
}
