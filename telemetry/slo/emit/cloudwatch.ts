import { describeEvents } from "../describe-events.ts";
import { formatDuration } from "../duration.ts";
import { type GuideAlert, withLimits } from "../guide-alert.ts";
import type { Plan, PlannedObjective } from "../plan.ts";
import { byName } from "./by-name.ts";
import { burnRateComposites, burnRateParts, LONGEST_PERIOD, noDataAlarm } from "./cloudwatch-burn-rate.ts";
import { cloudWatchFile } from "./cloudwatch-file.ts";
import { metricFilters } from "./cloudwatch-filters.ts";
import { eventRules, guideAlarms } from "./cloudwatch-guide.ts";
import {
  applicationSignalsName,
  applicationSignalsObjective,
  type CountedBy,
  countedBy,
  logicalName,
} from "./cloudwatch-objectives.ts";
import type { Emitted, FidelityLine } from "./emitted.ts";

type Counted = { readonly objective: PlannedObjective; readonly by: CountedBy };

/**
 * Alarms for CloudWatch without an agent. Each file is `{ _generated, placeholders, <key>: { <name>: … } }`, made for
 * `jsondecode(templatefile(…))` and one `for_each` over the key; keys and fields are described in alerts/README.md.
 *
 * | file | key | resource |
 * |---|---|---|
 * | log-metric-filters.json | filters | log metric filter |
 * | service-level-objectives.json | resources | objective of Application Signals, as CloudFormation |
 * | metric-alarms.json | alarms | metric alarm |
 * | composite-alarms.json | alarms | composite alarm, after those |
 * | event-rules.json | rules | rule of EventBridge |
 */
export function emitCloudWatch(plan: Plan, guideAlerts: readonly GuideAlert[]): Emitted {
  const counted = plan.objectives.flatMap((objective): Counted[] => {
    const by = countedBy(objective);
    return by ? [{ objective, by }] : [];
  });
  const alarms = [
    ...counted.flatMap(({ objective, by }) => [...burnRateParts(objective, by), noDataAlarm(objective, by)]),
    ...guideAlarms(guideAlerts),
  ];
  const objectives = counted.map(({ objective, by }) => [
    logicalName(objective),
    applicationSignalsObjective(objective, by),
  ]);
  const composites = counted.flatMap(({ objective }) => burnRateComposites(objective));
  return {
    target: "CloudWatch",
    files: [
      cloudWatchFile("log-metric-filters", "filters", byName(metricFilters(guideAlerts))),
      cloudWatchFile("service-level-objectives", "resources", Object.fromEntries(objectives)),
      cloudWatchFile("metric-alarms", "alarms", byName(alarms)),
      cloudWatchFile("composite-alarms", "alarms", byName(composites)),
      cloudWatchFile("event-rules", "rules", byName(eventRules(guideAlerts))),
    ],
    fidelity: [...plan.objectives.flatMap(objectiveFidelity), ...guideAlerts.map(guideFidelity)],
  };
}

function objectiveFidelity(objective: PlannedObjective): FidelityLine[] {
  const { name, alerts, noData } = objective;
  const by = countedBy(objective);
  if (!by) {
    const why = "no log line counts these events, and CloudWatch has no agent that reads the metrics";
    const all = [...alerts.map((alert) => alert.name), noData.name, budgetOf(name)];
    return all.map((what) => ({ what, fidelity: "impossible", why }));
  }
  const surplus = surplusOf(by);
  return [
    ...alerts.map((alert): FidelityLine => {
      const isLong = alert.long > LONGEST_PERIOD;
      const made = `Application Signals computes the burn rates over ${formatDuration(alert.long)} and ${formatDuration(alert.short)} each minute; a composite alarm wants both and ${alert.minimumEvents} events`;
      const guard = isLong ? [`the events are wanted within one day, the longest period of an alarm`] : [];
      const why = [made, ...guard, ...surplus].join("; ");
      return { what: alert.name, fidelity: isLong || surplus.length > 0 ? "approximated" : "exact", why };
    }),
    noDataFidelity(objective, surplus),
    {
      what: budgetOf(name),
      fidelity: surplus.length > 0 ? "approximated" : "exact",
      why: [`the objective ${applicationSignalsName(objective)} of Application Signals`, ...surplus].join("; "),
    },
  ];
}

const budgetOf = (name: string): string => `${name} error budget`;

/** What is wrong with a total that holds more than it should. */
const surplusOf = ({ total, isExact }: CountedBy): string[] =>
  isExact || total.counts === null
    ? []
    : [
        `the total is ${describeEvents(total.counts)}, known every ten seconds: events that do not count are in it and thin out the bad ones`,
      ];

function noDataFidelity({ noData }: PlannedObjective, surplus: readonly string[]): FidelityLine {
  const { name, idle, forMinutes } = noData;
  if (idle === "never") {
    const why = [`${forMinutes} minutes in a row without an event or without a line`, ...surplus].join("; ");
    return { what: name, fidelity: surplus.length > 0 ? "approximated" : "exact", why };
  }
  const why = `${forMinutes} minutes in a row without a runtime snapshot, which stands for the metric that is gone`;
  return { what: name, fidelity: "approximated", why };
}

function guideFidelity({ name, cloudwatch: source }: GuideAlert): FidelityLine {
  if (source.from === "nothing") return { what: name, fidelity: "impossible", why: source.why };
  if (source.fidelity !== "exact") return { what: name, fidelity: "approximated", why: source.why };
  const needs = source.from === "audit event" ? `; needs ${source.needs}` : "";
  const made = { "log lines": "read from the log lines", "platform metric": "the platform's own metric" };
  const how = source.from === "audit event" ? "a rule on the audit event" : made[source.from];
  return { what: name, fidelity: "exact", why: withLimits(`${how}${needs}`, source) };
}
