import { Command, InvalidArgumentError } from "commander";
import type { PlannedObjective } from "../../telemetry/slo/plan.ts";
import { jsonOf } from "../../telemetry/slo/plan-json.ts";
import {
  compare,
  divide,
  formatDecimal,
  formatPercent,
  ONE,
  parseDecimal,
  type Rational,
  rational,
  ZERO,
} from "../../telemetry/slo/rational.ts";
import { type Firing, simulateObjective, steadyTraffic, timeToPage } from "../../telemetry/slo/simulate.ts";
import { writeJson, writeOut } from "./output.ts";
import { definitionsOption, pickObjectives, readPlanOf } from "./slo-definitions.ts";

/** The longest failure that is simulated: 30 days, the longest window that a definition may have. */
const LONGEST_MINUTES = 43_200;

type Options = { failure: Rational; minutes?: number; events: number; definitions?: string; json?: boolean };

export function simulateCommand(): Command {
  return new Command("simulate")
    .description("When each alert fires in a failure: how long it takes, or from when until when with --minutes.")
    .argument("[objective]", "name of one; without it all")
    .option("--failure <part>", "bad events: 0.2 or 20%", readPart, ONE)
    .option("--minutes <n>", "how long the failure lasts; without it for ever", wholeNumber(1, LONGEST_MINUTES))
    .option("--events <n>", "events a minute, before, in and after the failure", wholeNumber(0, 1_000_000), 60)
    .addOption(definitionsOption())
    .option("--json", "prints JSON")
    .action(async (name: string | undefined, options: Options) => {
      const objectives = pickObjectives(await readPlanOf(options.definitions), name);
      const results = objectives.map((objective) => simulate(objective, options));
      if (options.json) await writeJson(jsonOf(results));
      else await writeOut(`${results.map((result) => describe(result, options)).join("\n\n")}\n`);
    });
}

/** `firings` in minutes since the start of the failure; `exact` is when the last one would be due without rounding. */
type Result = {
  objective: string;
  failure: Rational;
  minutes: number | null;
  alerts: { name: string; severity: string; exact: Rational | null; firings: readonly Firing[] }[];
};

function simulate(objective: PlannedObjective, { failure, minutes, events }: Options): Result {
  const [constant] = timeToPage(objective, [failure]);
  const firings = minutes === undefined ? null : play(objective, failure, minutes, events);
  const alerts = objective.alerts.map(({ name, severity }, index) => {
    const time = constant?.alerts[index];
    const forEver: Firing[] = time?.atMinute ? [{ firedAt: time.atMinute, resolvedAt: null }] : [];
    return { name, severity, exact: time?.exact ?? null, firings: firings?.[index]?.firings ?? forEver };
  });
  return { objective: objective.name, failure, minutes: minutes ?? null, alerts };
}

/** Good traffic before, the failure, and good traffic until it has left every window. */
function play(objective: PlannedObjective, failure: Rational, minutes: number, events: number) {
  const after = Math.max(...objective.alerts.map(({ long }) => long)) + 1;
  return simulateObjective(objective, [...steadyTraffic(minutes, events, failure), ...steadyTraffic(after, events)], {
    events,
  });
}

function describe({ objective, failure, minutes, alerts }: Result, { events }: Options): string {
  const length = minutes === null ? "without end" : `for ${minutes} minutes at ${events} events a minute`;
  const width = Math.max(...alerts.map(({ name }) => name.length));
  const lines = alerts.map(({ name, severity, exact, firings }) => {
    const when = firings.map(describeFiring).join("; ") || "never fires";
    const due = minutes === null && exact !== null ? `, due after ${formatDecimal(exact, 2)}` : "";
    return `  ${name.padEnd(width)}  ${severity.padEnd(8)}  ${when}${due}`;
  });
  return [`${objective}: ${formatPercent(failure)} bad ${length}`, ...lines].join("\n");
}

const describeFiring = ({ firedAt, resolvedAt }: Firing): string =>
  resolvedAt === null ? `fires at minute ${firedAt}` : `fires at minute ${firedAt}, resolves at minute ${resolvedAt}`;

function readPart(text: string): Rational {
  const percent = /^(.*?)\s*%$/.exec(text);
  const number = parseDecimal(percent?.[1] ?? text);
  const part = number && percent ? divide(number, rational(100)) : number;
  if (part === null || compare(part, ZERO) < 0 || compare(part, ONE) > 0) {
    throw new InvalidArgumentError("give a part from 0 to 1, or a percentage: 0.2, 20%");
  }
  return part;
}

const wholeNumber =
  (least: number, most: number) =>
  (text: string): number => {
    const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (!(number >= least && number <= most)) {
      throw new InvalidArgumentError(`give a whole number from ${least} to ${most}`);
    }
    return number;
  };
