import type { CloudWatchMetricSource, GuideAlert } from "../guide-alert.ts";
import {
  linesWidget,
  placeholder,
  textWidget,
  type Widget,
  type WidgetMetric,
} from "./cloudwatch-dashboard-widgets.ts";

/** The value of each dimension, which Terraform knows. */
const VALUE_OF: Readonly<Record<string, string>> = {
  DBClusterIdentifier: placeholder("database_cluster"),
  ClusterName: placeholder("ecs_cluster"),
  ServiceName: placeholder("service_name"),
  ServiceID: placeholder("service_id"),
  LoadBalancer: placeholder("load_balancer"),
};

/** What the platform measures: the guide's alerts with their limits, and what helps to explain them. */
export function platformWidgets(alerts: readonly GuideAlert[]): Widget[][] {
  const shown = { width: 8, height: 7, period: 60 };
  const alarmed = alerts.flatMap(({ title, cloudwatch }) =>
    cloudwatch.from === "platform metric" ? [alertWidget(title, cloudwatch)] : [],
  );
  const database = linesWidget({
    ...shown,
    title: "Aurora",
    unit: "ACU, connections",
    metrics: [
      platform("AWS/RDS", "ServerlessDatabaseCapacity", ["DBClusterIdentifier"], "Average"),
      platform("AWS/RDS", "DatabaseConnections", ["DBClusterIdentifier"], "Maximum"),
    ],
  });
  const service = linesWidget({
    ...shown,
    title: "ECS service",
    unit: "%",
    metrics: ["CPUUtilization", "MemoryUtilization"].map((name) =>
      platform("AWS/ECS", name, ["ClusterName", "ServiceName"], "Average"),
    ),
  });
  const balancer = linesWidget({
    ...shown,
    title: "Load balancer",
    unit: "a minute",
    metrics: ["RequestCount", "HTTPCode_Target_5XX_Count", "HTTPCode_ELB_5XX_Count"].map((name) =>
      platform("AWS/ApplicationELB", name, ["LoadBalancer"], "Sum"),
    ),
  });
  const appRunner = linesWidget({
    ...shown,
    title: "App Runner",
    unit: "a minute",
    metrics: ["Requests", "5xxStatusResponses"].map((name) =>
      platform("AWS/AppRunner", name, ["ServiceName", "ServiceID"], "Sum"),
    ),
  });
  return [
    [textWidget("## Platform\nA service runs on ECS or on App Runner; the widgets of the other stay empty.", 2)],
    ...inThrees(alarmed),
    [database, service, balancer],
    [appRunner],
  ];
}

const inThrees = (widgets: readonly Widget[]): Widget[][] =>
  Array.from({ length: Math.ceil(widgets.length / 3) }, (_, line) => widgets.slice(line * 3, line * 3 + 3));

/** A third of a line, each with the number that its alarm compares with. */
function alertWidget(title: string, source: CloudWatchMetricSource): Widget {
  const { namespace, metric, dimensions, statistic, condition, against } = source;
  const own = platform(namespace, metric, dimensions, statistic);
  const id = "measured";
  const band = `ANOMALY_DETECTION_BAND(${id}, ${condition.threshold})`;
  return linesWidget({
    title,
    width: 8,
    height: 7,
    unit: metric,
    period: condition.periodSeconds,
    metrics:
      against === "band"
        ? [[...own.slice(0, -1), { label: metric, stat: statistic, id }], [{ expression: band, label: "as usual" }]]
        : [own],
    ...(against === "number" ? { limits: [{ label: "alarm", value: condition.threshold }] } : {}),
  });
}

function platform(namespace: string, name: string, dimensions: readonly string[], stat: string): WidgetMetric {
  const pairs = dimensions.flatMap((dimension) => {
    const value = VALUE_OF[dimension];
    if (value === undefined) throw new RangeError(`no placeholder for the dimension ${dimension}; add it to VALUE_OF`);
    return [dimension, value];
  });
  return [namespace, name, ...pairs, { label: name, stat }];
}
