import type { Token } from "./tokens.ts";

/** A moment (`since`) or a length of time (`days`), with the words that it takes up: from `start` to before `end`. */
export type TimeSpan = { start: number; end: number; label: string } & (
  | { kind: "since"; value: string; days: number | null }
  | { kind: "days"; value: number }
);

const MONTHS = "january february march april may june july august september october november december".split(" ");
const DAYS = "sunday monday tuesday wednesday thursday friday saturday".split(" ");
const UNITS: Readonly<Record<string, number>> = { day: 1, week: 7, month: 30, year: 365 };
const BEFORE_A_MOMENT = new Set(["since", "on", "after", "in", "during", "within", "over", "the", "from", "of"]);
const NUMBERS: Readonly<Record<string, number>> = { one: 1, two: 2, three: 3, six: 6, ten: 10, a: 1 };

/**
 * Finds the times in a question. A day without a year is the last one before now; days are days of UTC.
 * @param now the clock that “last Friday” is told by
 */
export function findTimes(tokens: readonly Token[], now: Date): TimeSpan[] {
  const spans: TimeSpan[] = [];
  for (let start = 0; start < tokens.length; start += 1) {
    const span = readTime(tokens, start, now);
    if (span === null) continue;
    spans.push(span.kind === "since" ? { ...span, start: withPreposition(tokens, span.start) } : span);
    start = span.end - 1;
  }
  return spans;
}

function readTime(tokens: readonly Token[], start: number, now: Date): TimeSpan | null {
  const word = (offset: number) => tokens[start + offset]?.text ?? "";
  const moment = (length: number, day: Date, label: string): TimeSpan => ({
    start,
    end: start + length,
    label,
    kind: "since",
    value: day.toISOString(),
    days: null,
  });
  const today = startOfDay(now);
  if (/^\d{4}-\d{2}-\d{2}$/.test(word(0)) && !Number.isNaN(Date.parse(word(0)))) {
    return moment(1, new Date(`${word(0)}T00:00:00Z`), word(0));
  }
  if (word(0) === "yesterday") return moment(1, addDays(today, -1), "yesterday");
  const afterLast = word(0) === "last" || word(0) === "past" ? 1 : 0;
  const weekday = DAYS.indexOf(word(afterLast));
  if (weekday >= 0) {
    const back = (today.getUTCDay() - weekday + 7) % 7 || 7;
    const day = addDays(today, -back);
    return moment(afterLast + 1, day, `${word(afterLast)} ${day.toISOString().slice(0, 10)}`);
  }
  if (afterLast === 1) {
    const number = numberOf(word(1));
    const unit = UNITS[unitOf(word(number === null ? 1 : 2))];
    if (unit === undefined) return null;
    const days = unit * (number ?? 1);
    const end = number === null ? 2 : 3;
    return { ...moment(end, addDays(today, -days), `the last ${days} days`), days } as TimeSpan;
  }
  return readDayOfMonth(word, moment, now) ?? readLength(word, start);
}

function readDayOfMonth(
  word: (offset: number) => string,
  moment: (length: number, day: Date, label: string) => TimeSpan,
  now: Date,
): TimeSpan | null {
  const dayFirst = /^(\d{1,2})(st|nd|rd|th)?$/.exec(word(0));
  const monthFirst = /^(\d{1,2})(st|nd|rd|th)?$/.exec(word(1));
  const month = dayFirst === null ? monthOf(word(0)) : monthOf(word(1));
  const day = Number((dayFirst ?? monthFirst)?.[1] ?? Number.NaN);
  if (month < 0 || !(day >= 1 && day <= 31)) return null;
  const year = /^\d{4}$/.test(word(2)) ? Number(word(2)) : null;
  const at = (inYear: number) => new Date(Date.UTC(inYear, month, day));
  const thisYear = at(now.getUTCFullYear());
  const chosen = year !== null ? at(year) : thisYear > now ? at(now.getUTCFullYear() - 1) : thisYear;
  if (chosen.getUTCMonth() !== month) return null;
  return moment(year === null ? 2 : 3, chosen, chosen.toISOString().slice(0, 10));
}

function readLength(word: (offset: number) => string, start: number): TimeSpan | null {
  const number = numberOf(word(0));
  const unit = UNITS[unitOf(word(1))];
  if (number === null || unit === undefined) return null;
  const days = number * unit;
  if (days > 36_500) return null;
  return { start, end: start + 2, label: `${days} days`, kind: "days", value: days };
}

function withPreposition(tokens: readonly Token[], start: number): number {
  let first = start;
  while (first > 0 && BEFORE_A_MOMENT.has(tokens[first - 1]?.text ?? "")) first -= 1;
  return first;
}

function numberOf(word: string): number | null {
  return /^\d{1,4}$/.test(word) ? Number(word) : (NUMBERS[word] ?? null);
}

function monthOf(word: string): number {
  return word.length < 3 ? -1 : MONTHS.findIndex((month) => month === word || month.slice(0, 3) === word);
}

function unitOf(word: string): string {
  return word.endsWith("s") ? word.slice(0, -1) : word;
}

function startOfDay(time: Date): Date {
  return new Date(Date.UTC(time.getUTCFullYear(), time.getUTCMonth(), time.getUTCDate()));
}

function addDays(day: Date, number: number): Date {
  return new Date(day.getTime() + number * 86_400_000);
}
