import { LABEL, METRIC } from "../conventions.ts";
import { type Html, html } from "./html.ts";
import type { MetricsHistory, Series } from "./metrics-history.ts";
import { type Behaviour, type Course, gauge, type MetricsSummary, summariseMetrics } from "./metrics-summary.ts";
import type { Exemplar } from "./parse-metrics.ts";
import type { ScrapeState } from "./scraper.server.ts";
import { showAge, showBytes, showDuration, showNumber, showShare } from "./show-numbers.ts";
import { sparkline } from "./sparkline.ts";
import type { TraceStore } from "./trace-store.ts";

const SERIES_SHOWN = 1000;
const EXAMPLES_SHOWN = 3;

/** What the product's metrics say now and said in the last minutes. */
export function metricsPage(history: MetricsHistory, state: ScrapeState, traces: TraceStore): Html {
  const reached = state.failure === null;
  const heading = html`<h1>Metrics</h1>
<p class="soft">${state.address}, read every ${state.everySeconds} s. ${
    reached ? null : html`<span class="bad">The last reading failed: ${state.failure}</span>`
  }</p>`;
  if (history.times().length === 0) {
    return html`${heading}<div class="panel notice"><p>Nothing has been read yet. Start the product; its metrics are on
the port of METRICS_PORT.</p></div>`;
  }
  const summary = summariseMetrics(history);
  return html`${heading}
<ul class="tiles">${requestTiles(history, summary)}${processTiles(history)}</ul>
<h2>Routes, last ${showAge(summary.windowSeconds)}</h2>${behaviours(summary.routes, "Route", traces)}
<h2>Statements, last ${showAge(summary.windowSeconds)}</h2>${behaviours(summary.queries, "Statement", null)}
<h2>Every metric</h2>${everyMetric(history)}`;
}

function requestTiles(history: MetricsHistory, summary: MetricsSummary): (Html | null)[] {
  const inFlight = gauge(history, METRIC.httpRequestsInFlight);
  return [
    tile("Requests a second", summary.requestRate, showNumber, "without the health check"),
    tile("Errors a second (5xx)", summary.errorRate, showNumber, "without the health check"),
    tile("Latency, p50", summary.p50, showSeconds, "half are faster"),
    tile("Latency, p99", summary.p99, showSeconds, "1 of 100 is slower"),
    tile("Requests in flight", inFlight, showNumber, "being answered now"),
  ];
}

function processTiles(history: MetricsHistory): (Html | null)[] {
  const now = (name: string) => gauge(history, name)?.now ?? null;
  const idle = now(METRIC.dbPoolIdleConnections);
  const max = now(METRIC.dbPoolMaxConnections);
  const saturated = now(METRIC.dbPoolSaturated);
  return [
    tile(
      "Pool, connections at work",
      gauge(history, METRIC.dbPoolActiveConnections),
      showNumber,
      `${idle ?? "–"} idle, at most ${max ?? "–"}`,
    ),
    tile(
      "Pool, waiting",
      gauge(history, METRIC.dbPoolWaitingRequests),
      showNumber,
      `${saturated === null ? "–" : showAge(saturated)} saturated since the start`,
    ),
    tile("Event loop lag, p99", gauge(history, "nodejs_eventloop_lag_p99_seconds"), showSeconds, "of the process"),
    tile("Memory", gauge(history, "process_resident_memory_bytes"), showBytes, "resident"),
    tile("Queue", gauge(history, METRIC.resolveQueueItems), showNumber, "accounts that wait for a decision"),
    tile("Effective access", gauge(history, METRIC.accessViewAge), showAge, "since the last refresh"),
    ...history
      .series(METRIC.syncSecondsSinceSuccess)
      .map(({ labels, points }) =>
        tile(
          `Sync, ${labels[LABEL.source] ?? "?"}`,
          { now: points.at(-1)?.value ?? null, course: points.map((point) => point.value) },
          showAge,
          "since the last success",
        ),
      ),
  ];
}

function tile(title: string, value: Course | null, show: (value: number) => string, detail: string): Html | null {
  if (value === null) return null;
  return html`<li class="panel tile"><span class="title">${title}</span><span class="value">${
    value.now === null ? "–" : show(value.now)
  }</span><span class="detail">${detail}</span>${sparkline(value.course)}</li>`;
}

/** @param traces null when these have no exemplars */
function behaviours(rows: readonly Behaviour[], what: string, traces: TraceStore | null): Html {
  if (rows.length === 0) return html`<p class="soft">None yet.</p>`;
  return html`<div class="panel scroll" role="region" aria-label="${what}s" tabindex="0" id="${what.toLowerCase()}s"><table>
<thead><tr><th scope="col">${what}</th><th scope="col" class="number">A second</th>
<th scope="col" class="wide"><span class="hidden">Course of the rate</span></th>
<th scope="col" class="number">p50</th><th scope="col" class="number">p99</th>
${traces && html`<th scope="col" class="number">5xx</th><th scope="col">Examples</th>`}</tr></thead>
<tbody>${rows.map(
    (row) => html`<tr><th scope="row">${row.name}</th><td class="number">${showCourse(row.rate)}</td>
<td class="wide">${sparkline(row.rate.course)}</td>
<td class="number">${maybeSeconds(row.p50)}</td><td class="number">${maybeSeconds(row.p99)}</td>
${traces && html`<td class="number">${errorShare(row.errorShare)}</td><td class="whole">${examples(row.exemplars, traces)}</td>`}</tr>`,
  )}</tbody></table></div>`;
}

function examples(exemplars: readonly Exemplar[], traces: TraceStore): Html {
  const kept = exemplars.filter(({ traceId }) => traces.find(traceId) !== null);
  if (exemplars.length === 0) return html`<span class="soft">–</span>`;
  if (kept.length === 0) return html`<span class="soft">traces not in memory</span>`;
  return html`${kept
    .slice(0, EXAMPLES_SHOWN)
    .map(
      ({ traceId, value }, index) =>
        html`${index > 0 && ", "}<a href="/traces/${traceId}">${showSeconds(value)}<span class="hidden"> (trace)</span></a>`,
    )}`;
}

function everyMetric(history: MetricsHistory): Html {
  const series = history.series();
  return html`<details class="panel" id="every-metric"><summary class="all">${showNumber(series.length)} series</summary>
<div class="scroll" role="region" aria-label="Series" tabindex="0" id="series"><table><thead><tr><th scope="col">Metric</th><th scope="col">Labels</th>
<th scope="col" class="number">Value</th></tr></thead><tbody>${series.slice(0, SERIES_SHOWN).map(seriesRow)}</tbody></table></div>
${series.length > SERIES_SHOWN && html`<p class="soft notice">The first ${SERIES_SHOWN} are shown.</p>`}</details>`;
}

function seriesRow({ name, labels, points }: Series): Html {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}="${value}"`);
  return html`<tr><th scope="row"><code>${name}</code></th><td><code>${pairs.join(" ")}</code></td>
<td class="number">${showNumber(points.at(-1)?.value ?? Number.NaN)}</td></tr>`;
}

const showSeconds = (seconds: number) => showDuration(seconds * 1000);
const maybeSeconds = (seconds: number | null) => (seconds === null ? "–" : showSeconds(seconds));
const showCourse = ({ now }: Course) => (now === null ? "–" : showNumber(now));

function errorShare(share: number | null): Html {
  if (share === null) return html`–`;
  return share > 0 ? html`<span class="bad">${showShare(share)}</span>` : html`0 %`;
}
