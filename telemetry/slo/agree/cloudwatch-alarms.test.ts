import { expect, test } from "vitest";
import { alarmStates } from "./cloudwatch-alarms.ts";
import type { CloudWatchAlarm } from "./cloudwatch-files.ts";
import { createMeasured, createSeries } from "./measured.ts";

const ALARM: CloudWatchAlarm = {
  name: "three of three",
  namespace: "Alxderia",
  metricName: "Failures",
  dimensions: {},
  statistic: "Sum",
  extendedStatistic: null,
  period: 60,
  threshold: 0,
  comparisonOperator: "GreaterThanThreshold",
  evaluationPeriods: 3,
  datapointsToAlarm: 3,
  treatMissingData: "missing",
};

// The rows of the table in CloudWatch's documentation for an alarm of three periods: X breaches, 0 does not, - is missing.
test.each([
  ["0 - X - X", "OK", "OK", "OK"],
  ["0 - - - -", "OK", "OK", "OK"],
  ["- - - - -", "INSUFFICIENT_DATA", "ALARM", "OK"],
  ["0 X X - X", "ALARM", "ALARM", "ALARM"],
  ["- - X - -", "ALARM", "ALARM", "OK"],
])("of %s an alarm makes what CloudWatch's documentation says", (row, missing, breaching, notBreaching) => {
  const series = createSeries(
    row.split(" ").map((sign) => (sign === "-" ? null : createMeasured(new Map([[sign === "X" ? 1 : 0, 1]])))),
  );
  const lastOf = (treatMissingData: CloudWatchAlarm["treatMissingData"]) =>
    alarmStates({ ...ALARM, treatMissingData }, series, 4).at(-1);
  expect([lastOf("missing"), lastOf("breaching"), lastOf("notBreaching")]).toEqual([missing, breaching, notBreaching]);
});
