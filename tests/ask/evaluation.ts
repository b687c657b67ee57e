import { type Asked, askCatalogue } from "../../app/ask/ask.server.ts";
import { findQuestion } from "../../app/ask/catalogue/index.ts";
import type { Database } from "../../app/db/database.server.ts";
import type { Slots } from "../../app/model/answer.ts";
import { resourceIdOf } from "./oracle-access.ts";
import { listedGroups } from "./oracle-groups.ts";
import { disagreement, ORACLES } from "./oracles.ts";
import type { Wording } from "./wordings.ts";
import { peopleOf, type World } from "./world.ts";

/** The clock that the wordings are read by. */
export const NOW = new Date("2026-11-25T12:00:00Z");

/** `right`, or what went wrong; `wrong` is the one that must never be: an answer to another question, or other rows. */
export type Verdict = { wording: string; means: string; verdict: "right" | "refused" | "wrong"; told: string };

export type Filled = { text: string; slots: Slots };

/** Puts names of the organisation into a wording; null when the organisation has none of that kind. */
export function fillWording(wording: Wording, world: World, number: number): Filled | null {
  const pick = <Item>(items: readonly Item[], offset = 0): Item | undefined => items[(number + offset) % items.length];
  const resources = (type: string) => {
    const ids = world.access.filter((row) => row.resource.type === type).map((row) => row.resource.id);
    return [...new Set(ids)].map((id) => ({ text: id, value: resourceIdOf({ type, id }) }));
  };
  const people = peopleOf(world).map((person) => ({
    text: number % 2 === 0 ? person.name : (person.email ?? ""),
    value: person.id,
  }));
  const groups = listedGroups(world)
    .filter(({ provider, label }) => provider === "google_workspace" && label.includes("@"))
    .map(({ label, node }) => ({ text: number % 2 === 0 ? label : label.slice(0, label.indexOf("@")), value: node }));
  const repositories = resources("github_repository");
  const names: Readonly<Record<string, { slot: string; found: { text: string; value: string } | undefined }>> = {
    person: { slot: "person", found: pick(people) },
    person2: { slot: "other", found: people.length > 1 ? pick(people, 1) : undefined },
    group: { slot: "group", found: pick(groups) },
    repo: { slot: "resource", found: pick(repositories) },
    repo2: { slot: "other", found: repositories.length > 1 ? pick(repositories, 1) : undefined },
    project: { slot: wording.text.includes("{repo}") ? "other" : "resource", found: pick(resources("gcp_project")) },
    aws: { slot: "resource", found: pick(resources("aws_account")) },
  };
  const slots: Record<string, Slots[string]> = {};
  let text = wording.text;
  for (const [, name = ""] of wording.text.matchAll(/\{(\w+)\}/g)) {
    const { slot = "", found } = names[name] ?? {};
    if (found === undefined) return null;
    text = text.replace(`{${name}}`, found.text);
    slots[slot] = { value: found.value, label: found.text };
  }
  for (const [name, value] of Object.entries(wording.slots ?? {})) slots[name] = { value, label: String(value) };
  return { text, slots };
}

/** Asks one wording of one organisation and compares what comes back with what it means. Null: it cannot be asked. */
export async function evaluate(
  database: Database,
  tenantId: string,
  world: World,
  wording: Wording,
  number: number,
): Promise<Verdict | null> {
  const filled = fillWording(wording, world, number);
  if (filled === null) return null;
  const asked = await askCatalogue(database, tenantId, filled.text, { now: NOW });
  return { wording: filled.text, means: wording.means, ...judge(asked, wording, world, filled.slots) };
}

function judge(asked: Asked, wording: Wording, world: World, slots: Slots): Pick<Verdict, "verdict" | "told"> {
  const expectsAnswer = findQuestion(wording.means)?.kind === "answerable";
  if (asked.kind !== "answered") {
    const told = asked.kind === "not answerable" ? asked.questionId : asked.kind;
    const right = told === wording.means || (wording.means === "none" && asked.kind === "not understood");
    return { verdict: right ? "right" : "refused", told: "because" in asked ? `${told}: ${asked.because}` : told };
  }
  const { answer } = asked;
  const told = `${answer.questionId} ${JSON.stringify(answer.slots)}`;
  if (!expectsAnswer || answer.questionId !== wording.means) return { verdict: "wrong", told };
  const values = (given: Slots) =>
    JSON.stringify(
      Object.entries(given)
        .filter(([name]) => name !== "since" && name !== "moment")
        .map(([name, { value }]) => [name, value])
        .toSorted(),
    );
  if (values(answer.slots) !== values(slots)) return { verdict: "wrong", told };
  const oracle = ORACLES[wording.means];
  if (oracle === undefined || answer.truncated) return { verdict: "right", told };
  const { missing, tooMany } = disagreement(world, wording.means, answer.rows, oracle(world, answer.slots));
  return missing.length + tooMany.length === 0
    ? { verdict: "right", told }
    : { verdict: "wrong", told: `${told} rows ${JSON.stringify({ missing, tooMany })}` };
}

/** Execution accuracy of each class and what fails, as text. */
export function report(title: string, verdicts: readonly Verdict[]): string {
  const right = verdicts.filter(({ verdict }) => verdict === "right").length;
  const wrong = verdicts.filter(({ verdict }) => verdict === "wrong").length;
  const classes = [...Map.groupBy(verdicts, ({ means }) => means)].map(([means, members]) => {
    const number = members.filter(({ verdict }) => verdict === "right").length;
    return `  ${means.padEnd(24)} ${String(number).padStart(4)} of ${String(members.length).padStart(4)}`;
  });
  const failed = verdicts.filter(({ verdict }) => verdict !== "right");
  return [
    `${title}: ${right} of ${verdicts.length} right (${((100 * right) / verdicts.length).toFixed(1)} %), ${wrong} wrong, ${failed.length - wrong} refused`,
    ...classes,
    ...failed.map(
      ({ verdict, means, wording, told }) => `  ${verdict}: ${JSON.stringify(wording)} means ${means}, got ${told}`,
    ),
  ].join("\n");
}
