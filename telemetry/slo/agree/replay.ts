import { SERVICE_NAME } from "../../conventions.ts";
import type { Plan } from "../plan.ts";
import type { Firing } from "../simulate.ts";
import { replayCloudMonitoring } from "./cloud-monitoring.ts";
import type { CloudMonitoringFiles } from "./cloud-monitoring-files.ts";
import { type Outcome, replayCloudWatch } from "./cloudwatch.ts";
import type { CloudWatchFiles } from "./cloudwatch-files.ts";
import { firingsOf } from "./firings.ts";
import { type Incident, minutesOf } from "./incident.ts";
import { linesOf } from "./log-lines.ts";
import { expectFirings } from "./reference.ts";

export type Cloud = "CloudWatch" | "Cloud Monitoring";

/** One alert in one incident: what is asked for and what each cloud makes of it. */
export type Replayed = {
  readonly incident: string;
  readonly alert: string;
  readonly expected: { readonly fires: readonly Firing[]; readonly told: readonly Firing[] };
  readonly clouds: Readonly<Record<Cloud, { readonly fires: readonly Firing[]; readonly told: readonly Firing[] }>>;
};

export type CloudFiles = { readonly cloudWatch: CloudWatchFiles; readonly cloudMonitoring: CloudMonitoringFiles };

/** Minutes of history that the longest window of any pair looks back. */
export const historyOf = ({ objectives }: Plan): number =>
  Math.max(...objectives.flatMap(({ alerts }) => alerts.map(({ long }) => long)));

/** Replays one incident through what both clouds were told. @throws Error when an alert is missing in one of them */
export function replayIncident(
  plan: Plan,
  { cloudWatch, cloudMonitoring }: CloudFiles,
  incident: Incident,
): Replayed[] {
  const history = historyOf(plan);
  const lines = linesOf([...Array.from({ length: history }, () => incident.before), ...minutesOf(incident)]);
  const aws = replayCloudWatch(cloudWatch, lines, history);
  const google = replayCloudMonitoring(cloudMonitoring, lines, history);
  return [...expectFirings(plan, incident)].map(([alert, expected]) => {
    const { fires, told }: Outcome = aws.get(`${SERVICE_NAME}-${alert}`) ?? missing("CloudWatch", alert);
    const open = firingsOf(google.get(alert) ?? missing("Cloud Monitoring", alert));
    return {
      incident: incident.name,
      alert,
      expected,
      clouds: {
        CloudWatch: { fires: firingsOf(fires), told: firingsOf(told) },
        "Cloud Monitoring": { fires: open, told: open },
      },
    };
  });
}

function missing(cloud: Cloud, alert: string): never {
  throw new Error(`${cloud} has no alert ${alert}`);
}
