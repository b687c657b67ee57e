import { fetchPeople } from "./find-entries.ts";
import type { Choice } from "./finder-choice.ts";

/** People whose name or e-mail holds the text, as choices of a finder field: the e-mail, or the uuid without one. */
export async function fetchPersonChoices(search: string, signal: AbortSignal): Promise<Choice[]> {
  const people = await fetchPeople(search, signal);
  return people.map((person) => ({
    id: person.email ?? person.id,
    label: person.name,
    note: person.email ?? "no e-mail",
  }));
}
