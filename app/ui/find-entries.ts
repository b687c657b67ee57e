import type { Found, FoundKind } from "../model/found.ts";
import type { Role } from "../model/roles.ts";
import type { Page, Person, Resource } from "../model/views.ts";
import { hrefs, withQuery } from "./hrefs.ts";
import { listNavigation } from "./navigation.ts";
import { PROVIDER_SHORT, RESOURCE_TYPE_WORDS } from "./words.ts";

/** One entry of the command palette: a page to go to. */
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

const TITLES: Record<FoundKind, string> = {
  person: "People",
  group: "Groups",
  resource: "Resources",
  account: "Accounts",
  finding: "Findings",
  rule: "Rules",
  question: "Questions",
};

/** An account has no page of its own: it leads to its person, or to the access that it holds. */
function hrefOf({ kind, id, label, target }: Found): string {
  if (kind === "rule") return withQuery("/findings", { rule: id });
  if (kind === "question") return withQuery("/ask", { question: label });
  if (kind === "account") return target === null ? hrefs.access({ search: label }) : hrefs.person(target);
  return hrefs[kind](id);
}

const SHORT: Readonly<Record<string, string>> = {
  ...PROVIDER_SHORT,
  ...Object.fromEntries(Object.entries(RESOURCE_TYPE_WORDS).map(([type, { one }]) => [type, one])),
};

const noteOf = ({ kind, note }: Found) =>
  kind === "finding" ? note.replaceAll("-", " ") : note.replace(/^\w+/, (word) => SHORT[word] ?? word);

/**
 * What GET /api/find gives for the text, by kind; kinds without a hit are left out.
 * @throws when it cannot be read, or when the signal aborts
 */
export async function fetchFound(search: string, signal: AbortSignal): Promise<FoundSection[]> {
  const response = await fetch(withQuery("/api/find", { search }), { signal });
  if (!response.ok) throw new Error(`/api/find answered ${response.status}`);
  const { data }: { data: Found[] } = await response.json();
  return [...Map.groupBy(data, ({ kind }) => kind)].map(([kind, found]) => ({
    title: TITLES[kind],
    entries: found.map((one) => ({
      id: `${kind} ${one.id}`,
      href: hrefOf(one),
      label: one.label,
      note: noteOf(one),
    })),
  }));
}

/** The pages that the role may see and whose name holds the text; all of them for no text. */
export function listPages(role: Role, text: string): FoundSection[] {
  const wanted = text.trim().toLowerCase();
  const entries = listNavigation(role)
    .filter(({ label }) => label.toLowerCase().includes(wanted))
    .map(({ path, label }) => ({ id: `page ${path}`, href: path, label, note: "Page" }));
  return entries.length === 0 ? [] : [{ title: "Pages", entries }];
}

/** The text itself as a question, for what no list holds. */
export function askEntry(text: string): FoundSection[] {
  const question = text.trim();
  if (!question.includes(" ")) return [];
  const entry = { id: "ask", href: withQuery("/ask", { question }), label: `Ask “${question}”`, note: "Ask" };
  return [{ title: "Ask", entries: [entry] }];
}
