import { findQuestion } from "./catalogue/index.ts";
import type { Question, SlotSpec } from "./question.ts";

/** Things of the tenant that examples speak of; a question about a kind that has none is not offered. */
export type ExampleNames = { people: readonly string[]; resources: readonly string[]; groups: readonly string[] };

const THEMES = [
  { title: "People", ids: ["person-access", "person-groups", "compare-people", "leavers"] },
  { title: "Resources", ids: ["resource-access", "both-resources", "single-admin", "public-resources"] },
  { title: "Groups", ids: ["group-members", "group-access", "admin-groups", "group-hygiene"] },
  { title: "Why", ids: ["why-access", "direct-or-group", "what-to-remove"] },
  { title: "Risk", ids: ["admins-without-mfa", "dormant-admins", "suspended-access", "outside-collaborators"] },
  { title: "Data", ids: ["changes-since", "unlinked-accounts", "queue", "freshness"] },
] as const;

/** Questions of the catalogue by theme, with names that the tenant has, as they can be asked. */
export function offerQuestions(names: ExampleNames): { title: string; questions: string[] }[] {
  return THEMES.map(({ title, ids }) => ({
    title,
    questions: ids.flatMap((id) => fill(findQuestion(id), names) ?? []),
  })).filter(({ questions }) => questions.length > 0);
}

function fill(question: Question | null, names: ExampleNames): string | null {
  if (question === null) return null;
  let text = question.canonical;
  for (const slot of question.slots) {
    if (!text.includes(`{${slot.name}}`)) continue;
    const word = wordFor(slot, names);
    if (word === null) return null;
    text = text.replaceAll(`{${slot.name}}`, word);
  }
  return text;
}

function wordFor({ name, kind, fallback }: SlotSpec, names: ExampleNames): string | null {
  // The second of two is always called so.
  const at = name === "other" ? 1 : 0;
  const known: Partial<Record<typeof kind, string | undefined>> = {
    person: names.people[at],
    resource: names.resources[at],
    group: names.groups[at],
  };
  if (kind === "person" || kind === "resource" || kind === "group") {
    return known[kind] === undefined ? null : `“${known[kind]}”`;
  }
  if (kind === "moment") return "last Friday";
  return kind === "since" ? "in the last 7 days" : (fallback?.label ?? null);
}
