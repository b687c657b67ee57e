import { parse, stringify } from "yaml";
import { z } from "zod";

const Rules = z.object({
  groups: z.array(
    z.looseObject({
      interval: z.string(),
      rules: z.array(z.looseObject({ expr: z.string(), for: z.string().optional() })),
    }),
  ),
});

const SECONDS = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;

/** The three places in an expression where a time stands. */
const RANGE = /\[([^\]]+)\]/g;
/** A rate times the seconds of its window: how many events that was. */
const EVENTS = /(?<=\* )(\d+)(?= > )/g;
/** A gauge that says for how long something has been so. */
const FOR_SECONDS = /(?<=_for_seconds\[[^\]]*\]\) >=? )(\d+)/g;

/**
 * The same rules on a clock that runs so many times faster: windows, `for`, intervals and what is compared with a length
 * of time are divided, and nothing else is touched. Ratios, numbers of events, labels and texts stay.
 * @param rules a rule file of Prometheus as it is generated
 * @throws RangeError for a time in a form that the generated files do not use
 */
export function shortenRules(rules: string, times: number): string {
  const { groups } = Rules.parse(parse(rules));
  const shorten = (duration: string) => `${Math.round((secondsOf(duration) * 1_000) / times)}ms`;
  const divide = (seconds: string) => String(Number(seconds) / times);
  const shortened = groups.map(({ interval, rules, ...group }) => ({
    ...group,
    interval: shorten(interval),
    rules: rules.map(({ expr, for: held, ...rule }) => ({
      ...rule,
      expr: expr
        .replace(EVENTS, divide)
        .replace(FOR_SECONDS, divide)
        .replace(RANGE, (_, range: string) => `[${shorten(range)}]`),
      ...(held === undefined ? {} : { for: shorten(held) }),
    })),
  }));
  return stringify({ groups: shortened }, { lineWidth: 0, aliasDuplicateObjects: false });
}

/** @throws RangeError for anything but a whole number and one unit */
export function secondsOf(duration: string): number {
  const [, count, unit] = /^(\d+)([smhd])$/.exec(duration) ?? [];
  if (unit === undefined) throw new RangeError(`${duration} is no time of the generated rules: 15s, 5m, 6h, 28d`);
  return Number(count) * SECONDS[unit as keyof typeof SECONDS];
}
