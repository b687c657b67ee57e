import { formatDuration } from "../duration.ts";
import type { BurnRateAlert, Plan } from "../plan.ts";
import { patternOf } from "../query.ts";
import { formatDecimal, toNumber } from "../rational.ts";
import type { Dashboard, Section } from "./grafana-dashboard.ts";
import { type Column, dashedLines, linesPanel, type Panel, statPanel, stepsOf, tablePanel } from "./grafana-panel.ts";
import { numberOf } from "./prometheus-queries.ts";
import { RECORDED, recordedOf } from "./prometheus-recording.ts";

/** The address of the dashboard, `/d/<uid>`; alerts lead to it. */
export const SERVICE_LEVELS_UID = "alxderia-slo";

/** A burn rate: so many times as fast as the budget allows. */
const TIMES = "suffix: ×";
const PART = "percentunit";

/** How the lines of alerts are called on the panel of burn rates; the style of a limit hangs on it. */
const LIMIT = "fires above";

const STATES = {
  0: { text: "met", color: "green" },
  1: { text: "breached", color: "red" },
  2: { text: "no data", color: "text" },
} as const;

/** A quarter left is the time to be careful, nothing left is a breach. */
const LEFT = [
  { from: 0, color: "orange" },
  { from: 0.25, color: "green" },
] as const;

/** Which objective a row of the dashboard is about; the row is repeated for each. */
const CHOSEN = { name: "$slo" };

/** Everything that Prometheus records of the objectives: all in one table, then each in a row of its own. */
export function serviceLevels(plan: Plan, operationsUid: string): Dashboard {
  return {
    uid: SERVICE_LEVELS_UID,
    title: "Alxderia: service levels",
    about: "From telemetry/slo/definitions; reads what alerts/generated/prometheus records.",
    from: "now-28d",
    refresh: "1m",
    variables: [{ name: "slo", label: "Objective", values: plan.objectives.map(({ name }) => name) }],
    links: [{ title: "Operations", uid: operationsUid }],
    sections: [overview(plan), chosen(plan)],
  };
}

function overview(plan: Plan): Section {
  const table = tablePanel({
    title: "Objectives",
    description: "Each over its own window. A click on a name shows it alone.",
    width: 24,
    unit: PART,
    by: "slo",
    properties: [
      { id: "displayName", value: "Objective" },
      {
        id: "links",
        value: [{ title: "Show it alone", url: `/d/${SERVICE_LEVELS_UID}?var-slo=\${__value.text}` }],
      },
    ],
    columns: columnsOf(plan),
  });
  const freezes = freezePanels(plan);
  const lines = [{ height: 8, panels: [table] }, ...(freezes.length > 0 ? [{ height: 4, panels: freezes }] : [])];
  return { title: "All objectives", lines };
}

function columnsOf(plan: Plan): Column[] {
  const each = (record: string) => `sum by (slo) (${record})`;
  const percent = { id: "unit", value: PART };
  const coloured = { id: "custom.cellOptions", value: { type: "color-text" } };
  const column = (title: string, record: string, ...properties: object[]) => ({
    title,
    expr: each(record),
    properties,
  });
  return [
    {
      title: "State",
      expr: stateOf(),
      properties: [{ id: "unit", value: "none" }, { id: "mappings", value: [stateWords()] }, coloured],
    },
    column("Target", RECORDED.objective, percent),
    column("Bad events", RECORDED.periodErrorRatio, percent, { id: "decimals", value: 3 }),
    column("Budget remaining", RECORDED.remaining, percent, coloured, {
      id: "thresholds",
      value: { mode: "absolute", steps: stepsOf("red", LEFT) },
    }),
    ...longWindows(plan).map((window) =>
      column(
        `Burn rate, ${formatDuration(window)}`,
        RECORDED.burnRate(window),
        { id: "unit", value: TIMES },
        {
          id: "decimals",
          value: 2,
        },
      ),
    ),
  ];
}

/** How much went within the time that decides about deployments, for each objective that decides. */
function freezePanels({ objectives }: Plan): Panel[] {
  const deciding = objectives.flatMap((objective) => (objective.freeze ? [{ objective, ...objective.freeze }] : []));
  return deciding.map(({ objective, consumed, within }) => {
    const time = formatDuration(within);
    return statPanel({
      title: `${objective.displayName}: budget gone within ${time}`,
      description: `Above ${formatDecimal(consumed)} of the budget non-critical deployments stop.`,
      width: Math.max(4, Math.floor(24 / deciding.length)),
      unit: PART,
      query: { expr: recordedOf(objective, RECORDED.consumed(within)), legend: time },
      thresholds: [{ from: toNumber(consumed), color: "red" }],
    });
  });
}

function chosen(plan: Plan): Section {
  const now = statPanel({
    title: "State",
    description: "Met while no more events are bad than the budget allows; without events neither met nor breached.",
    width: 4,
    unit: "none",
    query: { expr: stateOf(CHOSEN.name), legend: "state" },
    thresholds: [],
    words: STATES,
  });
  const left = statPanel({
    title: "Budget remaining",
    description: "Part of the bad events that the whole window may hold; below zero after a breach.",
    width: 4,
    unit: PART,
    query: { expr: recordedOf(CHOSEN, RECORDED.remaining), legend: "remaining" },
    below: "red",
    thresholds: LEFT,
  });
  const history = linesPanel({
    title: "Budget remaining over time",
    description: "Counted by events: a busy minute weighs more than an idle one.",
    width: 16,
    unit: PART,
    max: 1,
    canBeNegative: true,
    thresholds: [{ from: 0, color: "red" }],
    queries: [{ expr: recordedOf(CHOSEN, RECORDED.remaining), legend: "remaining" }],
  });
  return {
    title: "$slo",
    repeat: "slo",
    lines: [
      { height: 6, panels: [now, left, history] },
      { height: 10, panels: [burnRates(plan), errorRatios(plan)] },
    ],
  };
}

function burnRates(plan: Plan): Panel {
  const measured = shortWindows(plan).map((window) => ({
    expr: recordedOf(CHOSEN, RECORDED.burnRate(window)),
    legend: formatDuration(window),
  }));
  return linesPanel({
    title: "Burn rate by window",
    description:
      "At 1 the budget lasts exactly its window. An alert fires while both of its windows are above its line.",
    width: 14,
    unit: TIMES,
    queries: [...measured, ...limits(plan)],
    overrides: [dashedLines(LIMIT)],
  });
}

/** A line for each alert at its factor. Objectives may differ, so each line belongs to those that have that alert. */
function limits({ objectives }: Plan) {
  const owners = new Map<string, { alert: BurnRateAlert; names: string[] }>();
  for (const { name, alerts } of objectives) {
    for (const alert of alerts) {
      const key = `${alert.long} ${alert.short} ${numberOf(alert.factor)}`;
      const found = owners.get(key) ?? { alert, names: [] };
      found.names.push(name);
      owners.set(key, found);
    }
  }
  return [...owners.values()].map(({ alert, names }) => ({
    expr: `0 * ${RECORDED.objective}{slo="$slo", slo=~"${patternOf(names)}"} + ${numberOf(alert.factor)}`,
    legend: `${LIMIT}, ${formatDuration(alert.long)} and ${formatDuration(alert.short)}`,
  }));
}

function errorRatios(plan: Plan): Panel {
  const [shortest, ...longer] = shortWindows(plan);
  const shown = [shortest, longer.at(-1)].filter((window) => window !== undefined);
  return linesPanel({
    title: "Part of events that is bad",
    description: "Over the shortest and the longest window of an alert, and over the objective's own.",
    width: 10,
    unit: PART,
    queries: [
      ...shown.map((window) => ({
        expr: recordedOf(CHOSEN, RECORDED.errorRatio(window)),
        legend: formatDuration(window),
      })),
      { expr: recordedOf(CHOSEN, RECORDED.periodErrorRatio), legend: "whole window" },
      { expr: recordedOf(CHOSEN, RECORDED.budget), legend: "budget" },
    ],
    overrides: [dashedLines("budget")],
  });
}

/** 0 met, 1 breached, 2 no data. */
function stateOf(name?: string): string {
  const own = name === undefined ? "" : `slo="${name}", `;
  const state = (value: string) => `sum by (slo) (${RECORDED.state}{${own}state="${value}"})`;
  return `${state("breached")} + 2 * ${state("no data")}`;
}

const stateWords = () => ({
  type: "value",
  options: Object.fromEntries(Object.entries(STATES).map(([value, word], index) => [value, { ...word, index }])),
});

const shortWindows = ({ objectives }: Plan): number[] =>
  inOrder(objectives.flatMap(({ windows, window }) => windows.filter((each) => each !== window)));

const longWindows = ({ objectives }: Plan): number[] =>
  inOrder(objectives.flatMap(({ alerts }) => alerts.map(({ long }) => long)));

const inOrder = (windows: readonly number[]): number[] => [...new Set(windows)].sort((left, right) => left - right);
