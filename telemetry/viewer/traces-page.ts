import { ATTRIBUTE } from "../conventions.ts";
import { type Html, html } from "./html.ts";
import { showDuration, showTime } from "./show-numbers.ts";
import type { Trace, TraceFilter, TraceStore } from "./trace-store.ts";

const ROWS = 100;

/** The list of traces, newest or slowest first. @param endpoint where the product sends traces to */
export function tracesPage(store: TraceStore, filter: TraceFilter, endpoint: string): Html {
  const found = store.list(filter);
  const shown = found.slice(0, ROWS);
  const slowest = Math.max(...shown.map((trace) => trace.durationMs), 0.001);
  return html`<h1>Traces</h1>
<p class="soft">${store.size()} in memory, ${found.length} match${
    found.length > ROWS && `; the first ${ROWS} are shown`
  }.</p>
${filterForm(store, filter)}
${shown.length === 0 ? nothing(store, endpoint) : table(shown, slowest)}`;
}

function table(traces: readonly Trace[], slowest: number): Html {
  return html`<div class="panel scroll" role="region" aria-label="Traces" tabindex="0" id="traces"><table>
<thead><tr><th scope="col">Trace</th><th scope="col">Status</th><th scope="col" class="wide">Began</th>
<th scope="col" class="number">Duration</th><th scope="col" class="wide"><span class="hidden">Duration as a bar</span></th>
<th scope="col" class="number wide">Spans</th><th scope="col" class="number">Errors</th></tr></thead>
<tbody>${traces.map((trace) => row(trace, slowest))}</tbody></table></div>`;
}

function row(trace: Trace, slowest: number): Html {
  const failed = trace.errors > 0;
  const path = trace.root.attributes[ATTRIBUTE.urlPath];
  return html`<tr>
<th scope="row"><a href="/traces/${trace.traceId}">${trace.root.name || "(no name)"}</a>${
    typeof path === "string" && path !== trace.route && html` <span class="soft">${path}</span>`
  }</th>
<td>${statusOf(trace)}</td>
<td class="wide">${showTime(trace.startUnixNano)}</td>
<td class="number">${showDuration(trace.durationMs)}</td>
<td class="wide"><span class="meter${failed && " failed"}"><i style="width:${percent(trace.durationMs / slowest)}"></i></span></td>
<td class="number wide">${trace.spans.length}</td>
<td class="number">${failed ? html`<span class="bad">${trace.errors}</span>` : "0"}</td>
</tr>`;
}

function statusOf(trace: Trace): Html {
  const code = trace.root.attributes[ATTRIBUTE.httpResponseStatusCode];
  const text = typeof code === "number" ? String(code) : trace.root.status.code === "error" ? "failed" : "–";
  return trace.root.status.code === "error" ? html`<span class="bad">${text}</span>` : html`${text}`;
}

function filterForm(store: TraceStore, { route, onlyErrors, sort }: TraceFilter): Html {
  const option = (value: string, text: string, chosen: boolean) =>
    html`<option value="${value}"${chosen && html` selected`}>${text}</option>`;
  const routes = [...new Set([...store.routes(), ...(route === null ? [] : [route])])].sort();
  return html`<form class="filter" method="get" action="/">
<label>Order<select name="sort">${option("newest", "Newest first", sort === "newest")}${option(
    "slowest",
    "Slowest first",
    sort === "slowest",
  )}</select></label>
<label>Route<select name="route">${option("", "All routes", route === null)}${routes.map((one) =>
    option(one, one, one === route),
  )}</select></label>
<label class="check"><input type="checkbox" name="errors" value="1"${onlyErrors && html` checked`}> Only with errors</label>
<button type="submit">Show</button></form>`;
}

function nothing(store: TraceStore, endpoint: string): Html {
  if (store.size() > 0) return html`<div class="panel notice"><p>No trace matches. <a href="/">Show all</a></p></div>`;
  return html`<div class="panel notice"><p>No trace has arrived yet. Start the product so that it sends them here, and open
one of its pages:</p><pre>OTEL_EXPORTER_OTLP_ENDPOINT=${endpoint} npm start</pre></div>`;
}

/** @param share from 0 to 1 */
export const percent = (share: number) => `${(Math.min(1, Math.max(0, share)) * 100).toFixed(3)}%`;
