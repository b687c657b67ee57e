/** The data source of every panel, by the uid under which infra/local provisions it. */
export const PROMETHEUS_SOURCE = { type: "prometheus", uid: "prometheus" } as const;

/** One query of a panel; `legend` names its lines. Exemplars are diamonds that lead to a trace. */
export type Query = { readonly expr: string; readonly legend: string; readonly exemplar?: boolean };

/** A colour from a value on; the first step has none and holds below the others. */
export type Step = { readonly color: string; readonly value: number | null };

export type Threshold = { readonly from: number; readonly color: string };

/** A panel without its place; `width` in the 24 columns of a dashboard. */
export type Panel = {
  readonly type: "timeseries" | "stat" | "heatmap" | "table";
  readonly title: string;
  readonly description: string;
  readonly width: number;
  readonly targets: readonly object[];
  readonly fieldConfig: {
    readonly defaults: { readonly unit: string; readonly [setting: string]: unknown };
    readonly overrides: readonly object[];
  };
  readonly options: object;
  readonly transformations?: readonly object[];
};

type Head = Pick<Panel, "title" | "description" | "width"> & { readonly unit: string };

type Lines = Head & {
  readonly queries: readonly Query[];
  readonly max?: number;
  /** Lines across the panel, each from its value up. */
  readonly thresholds?: readonly Threshold[];
  readonly overrides?: readonly object[];
  /** A budget can be below zero. */
  readonly canBeNegative?: boolean;
};

const GREEN = "green";

/** Values over time. Gaps stay gaps: what was not measured is not drawn. */
export function linesPanel({ queries, unit, max, thresholds, overrides = [], canBeNegative, ...head }: Lines): Panel {
  return {
    ...head,
    type: "timeseries",
    targets: queries.map((query, index) => ({ ...targetOf(query, index), range: true })),
    fieldConfig: {
      defaults: {
        unit,
        ...(canBeNegative ? {} : { min: 0 }),
        ...(max === undefined ? {} : { max }),
        ...(thresholds ? { thresholds: { mode: "absolute", steps: stepsOf("transparent", thresholds) } } : {}),
        custom: {
          fillOpacity: 8,
          showPoints: "never",
          spanNulls: false,
          thresholdsStyle: { mode: thresholds ? "dashed" : "off" },
        },
      },
      overrides,
    },
    options: {
      legend: { displayMode: "list", placement: "bottom", showLegend: true },
      tooltip: { mode: "multi", sort: "desc" },
    },
  };
}

/** The lines whose names begin so are drawn dashed and without an area: they are limits and no measurements. */
export const dashedLines = (beginning: string): object => ({
  matcher: { id: "byRegexp", options: `/^${beginning}/` },
  properties: [
    { id: "custom.lineStyle", value: { fill: "dash", dash: [8, 8] } },
    { id: "custom.fillOpacity", value: 0 },
    { id: "color", value: { mode: "fixed", fixedColor: "red" } },
  ],
});

type Stat = Head & {
  readonly query: Query;
  readonly below?: string;
  readonly thresholds: readonly Threshold[];
  /** Words in place of numbers. */
  readonly words?: Readonly<Record<string, { readonly text: string; readonly color: string }>>;
};

/** One value now, large; without a value it says "no data" and never zero. */
export function statPanel({ query, unit, below = GREEN, thresholds, words, ...head }: Stat): Panel {
  const options = Object.fromEntries(
    Object.entries(words ?? {}).map(([value, word], index) => [value, { ...word, index }]),
  );
  return {
    ...head,
    type: "stat",
    targets: [{ ...targetOf(query, 0), instant: true }],
    fieldConfig: {
      defaults: {
        unit,
        noValue: "no data",
        mappings: words ? [{ type: "value", options }] : [],
        thresholds: { mode: "absolute", steps: stepsOf(below, thresholds) },
      },
      overrides: [],
    },
    options: {
      colorMode: "background",
      graphMode: "none",
      textMode: "value",
      reduceOptions: { calcs: ["lastNotNull"], fields: "", values: false },
    },
  };
}

/** How many events fell into each bucket of a histogram over time. @param query of buckets by `le` */
export function heatMapPanel({ query, unit, ...head }: Head & { readonly query: Query }): Panel {
  return {
    ...head,
    type: "heatmap",
    targets: [{ ...targetOf(query, 0), range: true, format: "heatmap" }],
    fieldConfig: { defaults: { unit }, overrides: [] },
    options: {
      calculate: false,
      cellGap: 1,
      cellValues: { unit: "short" },
      color: { mode: "scheme", scheme: "Oranges", scale: "exponential", exponent: 0.5, steps: 64, reverse: false },
      exemplars: { color: "rgba(255,0,255,0.7)" },
      // Buckets without an event stay empty.
      filterValues: { le: 1e-9 },
      legend: { show: true },
      rowsFrame: { layout: "auto" },
      showValue: "never",
      tooltip: { mode: "single", yHistogram: true, showColorScale: true },
      yAxis: { axisPlacement: "left", unit, reverse: false },
    },
  };
}

/** A column of a table: one value now for each row; `properties` say how it is shown. */
export type Column = { readonly expr: string; readonly title: string; readonly properties: readonly object[] };

type Table = Head & {
  /** The label that makes a row of each of its values. */
  readonly by: string;
  readonly columns: readonly Column[];
  readonly properties: readonly object[];
};

/** A row for each value of a label. @param table.columns queries whose only label is `by` */
export function tablePanel({ by, columns, unit, properties, ...head }: Table): Panel {
  const names = columns.map((_, index) => `Value #${refIdOf(index)}`);
  const titles = columns.map(({ title }) => title);
  return {
    ...head,
    type: "table",
    targets: columns.map(({ expr, title }, index) => ({
      ...targetOf({ expr, legend: title }, index),
      instant: true,
      format: "table",
    })),
    transformations: [
      { id: "merge", options: {} },
      {
        id: "organize",
        options: {
          excludeByName: { Time: true },
          indexByName: Object.fromEntries([by, ...names].map((name, index) => [name, index])),
          renameByName: Object.fromEntries(names.map((name, index) => [name, titles[index]])),
        },
      },
    ],
    fieldConfig: {
      defaults: { unit },
      overrides: [
        { matcher: { id: "byName", options: by }, properties },
        ...columns.map(({ title, properties }) => ({ matcher: { id: "byName", options: title }, properties })),
      ],
    },
    options: { showHeader: true, cellHeight: "sm" },
  };
}

/** Steps of colour: `below` all thresholds, then each of them from its value on. */
export const stepsOf = (below: string, thresholds: readonly Threshold[]): Step[] => [
  { color: below, value: null },
  ...[...thresholds].sort((left, right) => left.from - right.from).map(({ from, color }) => ({ color, value: from })),
];

const targetOf = ({ expr, legend, exemplar }: Query, index: number) => ({
  refId: refIdOf(index),
  datasource: PROMETHEUS_SOURCE,
  expr,
  legendFormat: legend,
  ...(exemplar ? { exemplar } : {}),
});

const refIdOf = (index: number): string => String.fromCharCode("A".charCodeAt(0) + index);
