import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { html } from "./html.ts";
import { createMetricsHistory } from "./metrics-history.ts";
import { metricsPage } from "./metrics-page.ts";
import { CONTENT_SECURITY_POLICY, framePage } from "./page-frame.ts";
import { createScraper } from "./scraper.server.ts";
import { tracePage } from "./trace-page.ts";
import { createTraceReceiver } from "./trace-receiver.server.ts";
import { createTraceStore, type TraceFilter } from "./trace-store.ts";
import { tracesPage } from "./traces-page.ts";

const HOST = "127.0.0.1";

export type ViewerOptions = {
  /** Ports on loopback; 0 takes a free one. */
  port: number;
  otlpPort: number;
  /** Address of the product's metrics page. */
  metricsUrl: string;
  scrapeSeconds: number;
};

export type Viewer = Readonly<{
  url: string;
  /** The value for OTEL_EXPORTER_OTLP_ENDPOINT. */
  otlpEndpoint: string;
  stop(): Promise<void>;
}>;

/**
 * Receives traces, reads metrics and shows both on a page, all in memory and on this machine only.
 * @throws Error with code EADDRINUSE when a port is taken
 */
export async function startViewer({ port, otlpPort, metricsUrl, scrapeSeconds }: ViewerOptions): Promise<Viewer> {
  const traces = createTraceStore({ maxTraces: 1000, maxSpansPerTrace: 2000 });
  // Ten minutes at one reading every 5 s.
  const history = createMetricsHistory({ maxScrapes: 120, maxSeries: 10_000 });
  const receiver = createTraceReceiver({ maxSpans: 0, onSpans: traces.add });
  const scraper = createScraper(metricsUrl, scrapeSeconds, history);
  const otlpEndpoint = await receiver.listen(otlpPort);

  function answer(request: IncomingMessage): { status: number; page: string } {
    const [path = "/", query] = (request.url ?? "/").split("?");
    const traceId = /^\/traces\/([0-9a-f]{32})$/.exec(path)?.[1];
    const trace = traceId === undefined ? null : traces.find(traceId);
    if (path === "/") {
      const main = tracesPage(traces, readFilter(new URLSearchParams(query)), otlpEndpoint);
      return { status: 200, page: framePage({ title: "Traces", section: "traces", refreshes: true, main }) };
    }
    if (path === "/metrics") {
      const main = metricsPage(history, scraper.state, traces);
      return { status: 200, page: framePage({ title: "Metrics", section: "metrics", refreshes: true, main }) };
    }
    if (trace) {
      const title = trace.root.name || "Trace";
      return { status: 200, page: framePage({ title, section: "traces", refreshes: false, main: tracePage(trace) }) };
    }
    const main = html`<h1>Not here</h1><p>${
      traceId === undefined ? "There is no such page." : "This trace has not arrived, or made room for newer ones."
    } <a href="/">All traces</a></p>`;
    return { status: 404, page: framePage({ title: "Not here", section: "traces", refreshes: false, main }) };
  }

  const server = createServer((request, response) => {
    const ours = isLoopback(request.headers.host);
    const { status, page } = ours ? answer(request) : { status: 403, page: "Only by 127.0.0.1 or localhost" };
    response.writeHead(status, {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": CONTENT_SECURITY_POLICY,
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cache-control": "no-store",
    });
    response.end(request.method === "HEAD" ? undefined : page);
  });
  try {
    server.listen(port, HOST);
    await once(server, "listening");
  } catch (error) {
    await receiver.close();
    throw error;
  }
  scraper.start();
  const address = server.address();
  return {
    url: `http://${HOST}:${typeof address === "object" && address ? address.port : port}`,
    otlpEndpoint,
    async stop() {
      scraper.stop();
      server.closeAllConnections();
      server.close();
      await Promise.all([once(server, "close"), receiver.close()]);
    },
  };
}

/** A page elsewhere could make its own name point here and read the answer. */
const isLoopback = (host: string | undefined) => /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host ?? "");

function readFilter(parameters: URLSearchParams): TraceFilter {
  return {
    route: parameters.get("route") || null,
    onlyErrors: parameters.get("errors") === "1",
    sort: parameters.get("sort") === "slowest" ? "slowest" : "newest",
  };
}
