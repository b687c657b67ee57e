import { type Html, html } from "./html.ts";
import type { Attributes, AttributeValue, ReceivedSpan } from "./received-span.ts";
import { showDuration, showTime } from "./show-numbers.ts";
import { millisecondsBetween, type Trace } from "./trace-store.ts";
import { percent } from "./traces-page.ts";
import { layOutWaterfall, type WaterfallRow } from "./waterfall.ts";

const LEGEND = [
  ["server", "server"],
  ["client", "call to another system"],
  ["internal", "inside"],
  ["bad", "failed"],
] as const;

/** One trace as a waterfall; a span opens to its attributes by click, Enter or Space. */
export function tracePage(trace: Trace): Html {
  const rows = layOutWaterfall(trace);
  return html`<h1>${trace.root.name || "(no name)"}</h1>
<ul class="facts">
<li><b>${showDuration(trace.durationMs)}</b></li>
<li>began <b>${showTime(trace.startUnixNano)}</b></li>
<li><b>${rows.length}</b> ${rows.length === 1 ? "span" : "spans"}</li>
<li>${trace.errors > 0 ? html`<span class="bad">${trace.errors} failed</span>` : "none failed"}</li>
<li>trace <code>${trace.traceId}</code></li>
</ul>
${trace.dropped > 0 && html`<p class="bad">${trace.dropped} more spans arrived than are kept of one trace.</p>`}
<section class="panel" aria-label="Spans">
<div class="scale" aria-hidden="true"><span>Span</span><span><span>0</span><span>${showDuration(
    trace.durationMs / 2,
  )}</span><span>${showDuration(trace.durationMs)}</span></span><span class="number">Duration</span></div>
<ol class="waterfall">${rows.map((row) => waterfallRow(row, trace))}</ol>
</section>
<ul class="facts legend" style="margin-top:10px">${LEGEND.map(
    ([colour, text]) => html`<li><i style="background:var(--${colour})"></i>${text}</li>`,
  )}</ul>
<h2>Process</h2>
<div class="panel inside">${attributeTable(trace.root.resource, "Attributes of the process")}</div>`;
}

function waterfallRow(row: WaterfallRow, trace: Trace): Html {
  const { span, depth, parentName } = row;
  const whole = Math.max(trace.durationMs, 1e-6);
  const failed = span.status.code === "error";
  return html`<li><details><summary>
<span class="name" style="--depth:${depth}">${span.name || "(no name)"}${failed && html` <span class="bad">failed</span>`}${
    row.orphan && html` <span class="soft">(parent not received)</span>`
  }<span class="hidden">${parentName !== null && `, inside ${parentName}`}, begins after ${showDuration(row.startMs)}, takes</span></span>
<span class="lane" aria-hidden="true"><i class="${failed ? "failed" : span.kind}" style="left:${percent(
    row.startMs / whole,
  )};width:${percent(row.durationMs / whole)}"></i></span>
<span class="number">${showDuration(row.durationMs)}</span></summary>
<div class="inside">${inside(row, trace)}</div></details></li>`;
}

function inside({ span, startMs, selfMs }: WaterfallRow, trace: Trace): Html {
  return html`<ul class="facts">
<li>begins after <b>${showDuration(startMs)}</b></li><li>without its children <b>${showDuration(selfMs)}</b></li>
<li>kind <b>${span.kind}</b></li><li>made by <b>${span.scope || "–"}</b></li><li>span <code>${span.spanId}</code></li></ul>
${span.status.code === "error" && html`<p class="bad">${span.status.message || "Failed, without a message"}</p>`}
${attributeTable(span.attributes, `Attributes of ${span.name}`)}
${span.events.map((event) => eventTable(event, trace))}`;
}

function eventTable(event: ReceivedSpan["events"][number], trace: Trace): Html {
  const at = showDuration(millisecondsBetween(trace.startUnixNano, event.timeUnixNano));
  return html`<h3>${event.name || "(event)"} after ${at}</h3>
${attributeTable(event.attributes, `Attributes of ${event.name}`)}`;
}

function attributeTable(attributes: Attributes, label: string): Html {
  const pairs = Object.entries(attributes).sort(([a], [b]) => a.localeCompare(b));
  if (pairs.length === 0) return html`<p class="soft">No attributes.</p>`;
  return html`<table aria-label="${label}"><tbody>${pairs.map(
    ([key, value]) => html`<tr><th scope="row"><code>${key}</code></th><td>${showValue(value)}</td></tr>`,
  )}</tbody></table>`;
}

const showValue = (value: AttributeValue) => (typeof value === "string" ? value : JSON.stringify(value));
