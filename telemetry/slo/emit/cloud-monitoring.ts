import { formatDuration } from "../duration.ts";
import { type GuideAlert, withLimits } from "../guide-alert.ts";
import type { Plan, PlannedObjective } from "../plan.ts";
import { byName } from "./by-name.ts";
import { burnRatePolicies, LONGEST_LOOKBACK, noDataPolicy } from "./cloud-monitoring-burn-rate.ts";
import { cloudMonitoringFile } from "./cloud-monitoring-file.ts";
import { guidePolicies, LEAST_GROWTH_BYTES } from "./cloud-monitoring-guide.ts";
import { logBasedMetrics } from "./cloud-monitoring-metrics.ts";
import { type CountedLines, countedLines, objectiveOf } from "./cloud-monitoring-objectives.ts";
import type { Emitted, FidelityLine } from "./emitted.ts";

type Counted = { readonly objective: PlannedObjective; readonly by: CountedLines };

/**
 * Alerts for Cloud Monitoring without an agent. Each file is `{ _generated, placeholders, <key>: { <name>: … } }`, made
 * for `jsondecode(templatefile(…))` and one `for_each` over the key; keys and fields are described in alerts/README.md.
 *
 * | file | key | resource |
 * |---|---|---|
 * | log-based-metrics.json | metrics | google_logging_metric |
 * | service-level-objectives.json | services, objectives | google_monitoring_custom_service, google_monitoring_slo |
 * | alert-policies.json | policies | google_monitoring_alert_policy |
 */
export function emitCloudMonitoring(plan: Plan, guideAlerts: readonly GuideAlert[]): Emitted {
  const counted = plan.objectives.flatMap((objective): Counted[] => {
    const by = countedLines(objective);
    return by ? [{ objective, by }] : [];
  });
  const services = [...new Set(counted.map(({ objective }) => objective.service))];
  const objectives = counted.map(({ objective, by }) => {
    const { name, service } = objective;
    return { name, service, ...objectiveOf(objective, by) };
  });
  const policies = [
    ...counted.flatMap(({ objective, by }) => [...burnRatePolicies(objective, by), noDataPolicy(objective, by)]),
    ...guidePolicies(guideAlerts),
  ];
  return {
    target: "Cloud Monitoring",
    files: [
      cloudMonitoringFile("log-based-metrics", { metrics: byName(logBasedMetrics(guideAlerts)) }),
      cloudMonitoringFile("service-level-objectives", {
        services: byName(services.map((name) => ({ name, serviceId: name, displayName: `Service ${name}` }))),
        objectives: byName(objectives),
      }),
      cloudMonitoringFile("alert-policies", { policies: byName(policies) }),
    ],
    fidelity: [...plan.objectives.flatMap(objectiveFidelity), ...guideAlerts.map(guideFidelity)],
  };
}

function objectiveFidelity(objective: PlannedObjective): FidelityLine[] {
  const { name, service, alerts, noData } = objective;
  const by = countedLines(objective);
  const budget = `${name} error budget`;
  if (!by) {
    const why = "no log line counts these events, or the goal is above 0.999, the highest that is allowed";
    return [...alerts.map((alert) => alert.name), noData.name, budget].map((what) => ({
      what,
      fidelity: "impossible",
      why,
    }));
  }
  const fidelity = by.differs === null ? "exact" : "approximated";
  const because = (made: string) => [made, ...(by.differs === null ? [] : [by.differs])].join("; ");
  return [
    ...alerts.map(({ name: what, long, short, minimumEvents }): FidelityLine => {
      const windows = `${formatDuration(long)} and ${formatDuration(short)}`;
      const isLong = long > LONGEST_LOOKBACK;
      const how = isLong
        ? `PromQL on the counters over ${windows}, since burn rates of objectives look back a day at most`
        : `burn rates of the objective over ${windows}, and ${minimumEvents} events, in one policy`;
      return { what, fidelity, why: because(how) };
    }),
    {
      what: noData.name,
      fidelity: noData.idle === "never" ? fidelity : "approximated",
      why:
        noData.idle === "never"
          ? because(`no such line in ${noData.forMinutes} minutes`)
          : `no runtime snapshot in ${noData.forMinutes} minutes, which stands for the metric that is gone`,
    },
    { what: budget, fidelity, why: because(`the objective ${name} of the service ${service}`) },
  ];
}

function guideFidelity({ name, cloudMonitoring: source }: GuideAlert): FidelityLine {
  if (source.from === "nothing") return { what: name, fidelity: "impossible", why: source.why };
  if (source.fidelity !== "exact") {
    const isGrowth = source.from === "platform metric" && source.against === "band";
    const why = isGrowth ? `${source.why}, and above ${LEAST_GROWTH_BYTES / 1e9} GB` : source.why;
    return { what: name, fidelity: "approximated", why };
  }
  if (source.from === "audit event") {
    return { what: name, fidelity: "exact", why: `a policy on the line of the audit log; needs ${source.needs}` };
  }
  if (source.from === "platform metric") {
    return { what: name, fidelity: "exact", why: "the platform's own metric" };
  }
  const isQuantile = source.reads.kind === "quantile";
  const why = isQuantile
    ? "read from the log lines; a bucket ends at the threshold, so above or below it is not interpolated"
    : "read from the log lines";
  return { what: name, fidelity: "exact", why: withLimits(why, source) };
}
