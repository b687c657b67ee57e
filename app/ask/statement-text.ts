import { PRIVILEGES } from "../model/access.ts";
import type { Slots } from "../model/answer.ts";
import type { AnswerableQuestion } from "./question.ts";

/** A statement with `$n`, and the values in that order. */
export type BoundStatement = { text: string; values: { name: string; value: string | number }[] };

const CONDITIONAL_LINE = /^(\s*)\[(!?)([a-zA-Z]+)\] ?(.*)$/;
// A name after one colon; two colons are a cast.
const PLACEHOLDER = /(?<![:\w]):([a-zA-Z]+)/g;

/**
 * Makes the statement of a question for these slots: lines of open slots fall away, each name becomes `$n`.
 * @param options.first how many rows will be read; lines that begin with `[first]` stand only then. Whoever needs all rows
 * leaves it out
 * @throws when the statement names a slot that is not filled: the catalogue is wrong
 */
export function bindStatement(
  question: AnswerableQuestion,
  slots: Slots,
  { first }: { first?: number } = {},
): BoundStatement {
  const lines = question.sql.split("\n").flatMap((line) => {
    const conditional = CONDITIONAL_LINE.exec(line);
    if (conditional === null) return [line];
    const [, indent = "", negated, name = "", rest = ""] = conditional;
    const isFilled = name === "first" ? first !== undefined : slots[name] !== undefined;
    if (isFilled === (negated === "!")) return [];
    return [indent + (name === "first" ? rest.replace(":first", String(first)) : rest)];
  });
  const values: BoundStatement["values"] = [];
  const text = lines.join("\n").replaceAll(PLACEHOLDER, (_, name: string) => {
    const known = values.findIndex((value) => value.name === name);
    if (known >= 0) return `$${known + 1}`;
    return `$${values.push({ name, value: boundValue(question, slots, name) })}`;
  });
  return { text, values };
}

/** A level goes to the database as its rung of the ladder. */
function boundValue(question: AnswerableQuestion, slots: Slots, name: string): string | number {
  const slot = slots[name];
  if (slot === undefined) throw new Error(`question ${question.id} needs the slot ${JSON.stringify(name)}`);
  const kind = question.slots.find((spec) => spec.name === name)?.kind;
  if (kind !== "level") return slot.value;
  const rank = (PRIVILEGES as readonly (string | number)[]).indexOf(slot.value);
  if (rank < 0) throw new Error(`level ${JSON.stringify(slot.value)} is none of ${PRIVILEGES.join(", ")}`);
  return rank;
}
