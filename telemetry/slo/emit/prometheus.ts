import { formatDuration } from "../duration.ts";
import { type GuideAlert, withLimits } from "../guide-alert.ts";
import type { Plan, PlannedObjective } from "../plan.ts";
import type { Emitted, FidelityLine, GeneratedFile } from "./emitted.ts";
import { alertingRules } from "./prometheus-alerting.ts";
import { type GuideAlertOnMetrics, guideRule, isOnMetrics } from "./prometheus-guide.ts";
import { inhibitRules } from "./prometheus-inhibition.ts";
import { recordingRules } from "./prometheus-recording.ts";
import { budgetTests } from "./prometheus-test-budget.ts";
import { burnRateTests } from "./prometheus-test-burn-rate.ts";
import { guideTests } from "./prometheus-test-guide.ts";
import { noDataTests } from "./prometheus-test-no-data.ts";
import { type RuleGroup, yamlFile } from "./prometheus-yaml.ts";

const PLAIN_RULES = {
  guide: { file: "guide-alerts.rules.yaml", about: "Alerts of the operations guide, 4.2, that Prometheus can see." },
  upkeep: { file: "upkeep-alerts.rules.yaml", about: "Alerts on the upkeep of history and audit log." },
} as const;

const FIRST_EVENT: FidelityLine = {
  what: "first event of a series",
  fidelity: "approximated",
  why: "a rate needs a reading before: the event that a series of counters begins with is not counted",
};

/**
 * Rules for Prometheus 2.42 and later: one file and one group for each objective, so that its alerts read what was
 * recorded at the same moment; the guide's alerts and those on upkeep; what Alertmanager silences; and unit tests for promtool.
 */
export function emitPrometheus(plan: Plan, guideAlerts: readonly GuideAlert[]): Emitted {
  const onMetrics = guideAlerts.filter(isOnMetrics);
  return {
    target: "Prometheus",
    files: [
      ...plan.objectives.flatMap(objectiveFiles),
      ...(["guide", "upkeep"] as const).map((origin) => plainFile(origin, onMetrics)),
      yamlFile("alertmanager-inhibit.yaml", "Belongs into the configuration of Alertmanager.", {
        inhibit_rules: inhibitRules(plan),
      }),
      ...onMetrics.map((alert) => guideTests(alert, PLAIN_RULES[alert.origin].file)),
    ],
    fidelity: [...plan.objectives.flatMap(objectiveFidelity), FIRST_EVENT, ...guideAlerts.map(guideFidelity)],
  };
}

function plainFile(origin: GuideAlert["origin"], alerts: readonly GuideAlertOnMetrics[]): GeneratedFile {
  const { file, about } = PLAIN_RULES[origin];
  const rules = alerts.filter((alert) => alert.origin === origin).map(guideRule);
  const group: RuleGroup = { name: origin, interval: "15s", rules };
  return yamlFile(file, about, { groups: [group] });
}

function objectiveFiles(objective: PlannedObjective): GeneratedFile[] {
  const file = `slo-${objective.name}.rules.yaml`;
  const rules = [...recordingRules(objective), ...alertingRules(objective)];
  const group: RuleGroup = { name: `slo-${objective.name}`, interval: "1m", rules };
  return [
    yamlFile(file, `${objective.displayName}: what is recorded, then the alerts.`, { groups: [group] }),
    ...objective.alerts.map((alert) => burnRateTests(objective, alert, file)),
    noDataTests(objective, file),
    ...budgetTests(objective, file),
  ];
}

function objectiveFidelity({ name, alerts, noData, window }: PlannedObjective): FidelityLine[] {
  return [
    ...alerts.map(
      (alert): FidelityLine => ({
        what: alert.name,
        fidelity: "exact",
        why: `rates of the counters over ${formatDuration(alert.long)} and ${formatDuration(alert.short)}, read every minute`,
      }),
    ),
    {
      what: noData.name,
      fidelity: "exact",
      why: noData.idle === "never" ? "a rate of zero, or no series" : "no series of the metric",
    },
    {
      what: `${name} error budget`,
      fidelity: "approximated",
      why: `rates over five minutes, summed up each minute over ${formatDuration(window)}: both ends are smeared by five minutes`,
    },
  ];
}

function guideFidelity({ name, prometheus }: GuideAlert): FidelityLine {
  if (prometheus.from === "nothing") return { what: name, fidelity: "impossible", why: prometheus.why };
  if (prometheus.fidelity !== "exact") return { what: name, fidelity: "approximated", why: prometheus.why };
  return { what: name, fidelity: "exact", why: withLimits("made from the product's metrics", prometheus) };
}
