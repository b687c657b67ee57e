import type { GuideAlert } from "../guide-alert.ts";
import type { Plan } from "../plan.ts";
import { emitCloudMonitoring } from "./cloud-monitoring.ts";
import { emitCloudMonitoringDashboard } from "./cloud-monitoring-dashboard.ts";
import { emitCloudWatch } from "./cloudwatch.ts";
import { emitCloudWatchDashboard } from "./cloudwatch-dashboard.ts";
import type { Emitted } from "./emitted.ts";
import { emitGrafana } from "./grafana.ts";
import { emitK6 } from "./k6.ts";
import { emitPrometheus } from "./prometheus.ts";

/** Writes a plan and the guide's alerts in the words of one backend. */
export type Emitter = (plan: Plan, guideAlerts: readonly GuideAlert[]) => Emitted;

/** Every backend. A new one is its emitter and a line here. */
export const TARGETS: readonly Emitter[] = [
  emitPrometheus,
  emitCloudWatch,
  emitCloudMonitoring,
  emitGrafana,
  emitCloudWatchDashboard,
  emitCloudMonitoringDashboard,
  emitK6,
];
