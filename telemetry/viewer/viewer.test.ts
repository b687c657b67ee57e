import { createServer, type Server } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { METRIC } from "../conventions.ts";
import { html } from "./html.ts";
import { startViewer, type Viewer } from "./viewer.server.ts";

const TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
const HOSTILE = '<script>alert("x")</script>';

const span = (fields: object) => ({
  traceId: TRACE_ID,
  spanId: "b7ad6b7169203331",
  name: "GET /people",
  kind: 2,
  startTimeUnixNano: "1700000000000000000",
  endTimeUnixNano: "1700000000120000000",
  ...fields,
});
const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } });

let metricsPage: string;
let product: Server;
let viewer: Viewer;

beforeEach(async () => {
  metricsPage = `${METRIC.httpRequestsInFlight} 0\n`;
  product = createServer((_request, response) => response.end(metricsPage));
  await new Promise<void>((resolve) => product.listen(0, "127.0.0.1", resolve));
  const address = product.address();
  const metricsPort = typeof address === "object" ? address?.port : 0;
  const metricsUrl = `http://127.0.0.1:${metricsPort}/metrics`;
  viewer = await startViewer({ port: 0, otlpPort: 0, metricsUrl, scrapeSeconds: 0.05 });
});
afterEach(async () => {
  await viewer.stop();
  product.closeAllConnections();
  product.close();
});

async function send(...spans: object[]) {
  const body = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] });
  const answer = await fetch(`${viewer.otlpEndpoint}/v1/traces`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
  expect(answer.status).toBe(200);
}

async function read(path: string) {
  const answer = await fetch(viewer.url + path);
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
}

/** Reads a page again and again until it says what is expected; the test's own time limit ends it otherwise. */
async function readUntil(path: string, expected: string): Promise<string> {
  for (;;) {
    const { text } = await read(path);
    if (text.includes(expected)) return text;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe("the viewer", () => {
  test("lists a trace that arrived and shows its spans, attributes and events", async () => {
    expect((await read("/")).text).toContain(`OTEL_EXPORTER_OTLP_ENDPOINT=${viewer.otlpEndpoint} npm start`);
    await send(
      span({ attributes: [attribute("http.route", "/people")] }),
      span({
        spanId: "00f067aa0ba902b7",
        parentSpanId: "b7ad6b7169203331",
        name: "people_list",
        endTimeUnixNano: "1700000000030000000",
        status: { code: 2, message: "timed out" },
        events: [
          { name: "exception", timeUnixNano: "1700000000020000000", attributes: [attribute("error.type", "57014")] },
        ],
      }),
    );
    expect((await read("/")).text).toContain(`<a href="/traces/${TRACE_ID}">GET /people</a>`);
    const { status, text } = await read(`/traces/${TRACE_ID}`);
    expect(status).toBe(200);
    for (const part of ["people_list", "30 ms", "inside GET /people", "timed out", "exception after 20 ms", "57014"]) {
      expect(text).toContain(part);
    }
  });

  test("filters by route and by error", async () => {
    await send(span({ attributes: [attribute("http.route", "/people")] }));
    expect((await read("/?route=%2Fpeople")).text).toContain(TRACE_ID);
    expect((await read("/?route=%2Fother")).text).not.toContain(TRACE_ID);
    expect((await read("/?errors=1")).text).not.toContain(TRACE_ID);
  });

  test("writes names, attributes, labels and parameters as text, and lets no other script run", async () => {
    metricsPage = `${METRIC.httpRequestDuration}_count{route="${HOSTILE.replaceAll('"', '\\"')}"} 1\n`;
    await send(span({ name: HOSTILE, attributes: [attribute(HOSTILE, HOSTILE), attribute("http.route", HOSTILE)] }));
    const metrics = await readUntil("/metrics", "&lt;script&gt;");
    const pages = [
      metrics,
      (await read("/")).text,
      (await read(`/traces/${TRACE_ID}`)).text,
      (await read(`/?route=${encodeURIComponent(HOSTILE)}`)).text,
    ];
    for (const page of pages) {
      expect(page).toContain("&lt;script&gt;");
      expect(page).not.toContain(HOSTILE);
    }
    const policy = (await read("/")).headers.get("content-security-policy");
    expect(policy).toMatch(/default-src 'none'; script-src 'sha256-[^' ]+';/);
  });

  test("shows times that no clock can show", async () => {
    await send(span({ startTimeUnixNano: "18446744073709551615", endTimeUnixNano: "0" }));
    expect((await read("/")).status).toBe(200);
    expect((await read(`/traces/${TRACE_ID}`)).status).toBe(200);
  });

  test("links an example of a route to its trace once that has arrived", async () => {
    metricsPage = [
      `${METRIC.httpRequestDuration}_bucket{route="/people",le="1"} 1 # {trace_id="${TRACE_ID}"} 0.12 1700000000`,
      `${METRIC.httpRequestDuration}_count{route="/people"} 1`,
    ].join("\n");
    const link = `<a href="/traces/${TRACE_ID}">120 ms`;
    expect(await readUntil("/metrics", "traces not in memory")).not.toContain(link);
    await send(span({}));
    expect(await readUntil("/metrics", link)).toContain("/people");
  });

  test("says why the metrics cannot be read, and keeps what it had", async () => {
    await readUntil("/metrics", "Requests in flight");
    product.closeAllConnections();
    await new Promise((resolve) => product.close(resolve));
    expect(await readUntil("/metrics", "nobody listens there")).toContain("Requests in flight");
  });

  test("answers only under the names of this machine, and 404 elsewhere", async () => {
    expect((await read("/traces/nothing")).status).toBe(404);
    expect((await read(`/traces/${"1".repeat(32)}`)).text).toContain("has not arrived");
    expect((await read("//")).status).toBe(404);
    const { request } = await import("node:http");
    const status = await new Promise((resolve) => {
      request(viewer.url, { headers: { host: "evil.example" } }, (answer) => resolve(answer.statusCode)).end();
    });
    expect(status).toBe(403);
  });
});

test("html escapes every value that is not html already", () => {
  const inner = html`<b>${"<i>"}</b>`;
  expect(String(html`${inner}${["a&b", inner]}${null}${false}${0}${`"'`}`)).toBe(
    "<b>&lt;i&gt;</b>a&amp;b<b>&lt;i&gt;</b>0&quot;&#39;",
  );
});
