import { describe, expect, test } from "vitest";
import type { ReceivedSpan } from "./received-span.ts";
import { createTraceStore, type TraceFilter } from "./trace-store.ts";
import { layOutWaterfall } from "./waterfall.ts";

const ALL: TraceFilter = { route: null, onlyErrors: false, sort: "newest" };
const LIMITS = { maxTraces: 3, maxSpansPerTrace: 100 };

type Given = { trace?: string; parent?: string | null; start?: number; end?: number; route?: string; failed?: boolean };

/** A span called by its own id; times in milliseconds. */
function span(
  id: string,
  { trace = "t", parent = null, start = 0, end = 10, route, failed = false }: Given = {},
): ReceivedSpan {
  return {
    traceId: trace,
    spanId: id,
    parentSpanId: parent,
    name: id,
    kind: "internal",
    startUnixNano: BigInt(start) * 1_000_000n,
    endUnixNano: BigInt(end) * 1_000_000n,
    attributes: route === undefined ? {} : { "http.route": route },
    status: { code: failed ? "error" : "unset", message: "" },
    events: [],
    resource: {},
    scope: "",
  };
}

function store(...spans: ReceivedSpan[]) {
  const made = createTraceStore(LIMITS);
  made.add(spans);
  return made;
}

const rowsOf = (...spans: ReceivedSpan[]) => layOutWaterfall(store(...spans).find("t") ?? expect.fail());
const shape = (...spans: ReceivedSpan[]) => rowsOf(...spans).map((row) => `${"-".repeat(row.depth)}${row.span.name}`);

describe("the store", () => {
  test("sums a trace up from all its spans, whichever comes first", () => {
    const root = span("root", { start: 5, end: 40, route: "/people" });
    const child = span("child", { parent: "root", start: 10, end: 55, failed: true });
    for (const order of [
      [root, child],
      [child, root],
    ]) {
      const [trace] = store(...order).list(ALL);
      expect(trace).toMatchObject({ route: "/people", durationMs: 50, errors: 1, root: { name: "root" } });
    }
  });

  test("forgets the oldest traces, and a span that is sent again counts once", () => {
    const made = store(...["a", "b", "c", "d"].map((trace, at) => span("s", { trace, start: at, end: at + 1 })));
    made.add([span("s", { trace: "d", start: 3, end: 4 })]);
    expect(made.list(ALL).map((trace) => trace.traceId)).toEqual(["d", "c", "b"]);
    expect(made.find("a")).toBeNull();
    expect(made.find("d")?.spans).toHaveLength(1);
  });

  test("keeps so many spans of one trace and says how many it left out", () => {
    const made = createTraceStore({ maxTraces: 1, maxSpansPerTrace: 2 });
    made.add(["a", "b", "c"].map((id) => span(id)));
    expect(made.find("t")).toMatchObject({ dropped: 1, spans: [{ name: "a" }, { name: "b" }] });
  });

  test("lists by route, by error, newest and slowest", () => {
    const made = store(
      span("s", { trace: "a", start: 0, end: 90, route: "/x" }),
      span("s", { trace: "b", start: 1, end: 5, route: "/y", failed: true }),
      span("s", { trace: "c", start: 2, end: 50, route: "/y" }),
    );
    const ids = (filter: Partial<TraceFilter>) => made.list({ ...ALL, ...filter }).map((trace) => trace.traceId);
    expect(ids({})).toEqual(["c", "b", "a"]);
    expect(ids({ sort: "slowest" })).toEqual(["a", "c", "b"]);
    expect(ids({ route: "/y" })).toEqual(["c", "b"]);
    expect(ids({ onlyErrors: true })).toEqual(["b"]);
    expect(made.routes()).toEqual(["/x", "/y"]);
  });
});

describe("the waterfall", () => {
  test("puts children under their parent in the order of their start", () => {
    const [late, early] = [span("late", { parent: "root", start: 5 }), span("early", { parent: "root", start: 1 })];
    expect(shape(late, early, span("root"), span("leaf", { parent: "early", start: 2 }))).toEqual([
      "root",
      "-early",
      "--leaf",
      "-late",
    ]);
  });

  test("shows a span whose parent has not arrived, and says so", () => {
    const rows = rowsOf(span("child", { parent: "elsewhere" }));
    expect(rows).toMatchObject([{ depth: 0, orphan: true }]);
  });

  test("shows every span once when spans are each other's ancestors", () => {
    const names = shape(span("a", { parent: "b" }), span("b", { parent: "a" }), span("c", { parent: "c" }));
    expect(names.map((name) => name.replaceAll("-", "")).sort()).toEqual(["a", "b", "c"]);
  });

  test("counts time that no child covers, once where children overlap", () => {
    const [root] = rowsOf(
      span("root", { start: 0, end: 100 }),
      span("a", { parent: "root", start: 10, end: 40 }),
      span("b", { parent: "root", start: 30, end: 60 }),
      span("c", { parent: "root", start: 90, end: 120 }),
    );
    expect(root).toMatchObject({ durationMs: 100, selfMs: 40 });
  });
});
