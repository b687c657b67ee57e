import type { MetricsHistory } from "./metrics-history.ts";
import { parseMetrics } from "./parse-metrics.ts";

const OPENMETRICS = "application/openmetrics-text; version=1.0.0, text/plain; version=0.0.4; q=0.5";
const MAX_PAGE_BYTES = 8 * 1024 * 1024;

export type ScrapeState = {
  readonly address: string;
  readonly everySeconds: number;
  /** Why the last reading failed; null when it did not. */
  failure: string | null;
};

export type Scraper = Readonly<{
  state: Readonly<ScrapeState>;
  /** Reads the page once; a failure goes into `state`. */
  scrape(): Promise<void>;
  /** Reads now and then every `everySeconds`, until stopped. */
  start(): void;
  stop(): void;
}>;

/** Reads a metrics page into a history, as Prometheus would: OpenMetrics, for the exemplars. */
export function createScraper(address: string, everySeconds: number, history: MetricsHistory): Scraper {
  const state: ScrapeState = { address, everySeconds, failure: "not read yet" };
  let timer: NodeJS.Timeout | undefined;

  async function scrape(): Promise<void> {
    try {
      const answer = await fetch(address, {
        headers: { accept: OPENMETRICS },
        signal: AbortSignal.timeout(everySeconds * 1000),
      });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      history.record(parseMetrics(await readText(answer)), Date.now());
      state.failure = null;
    } catch (error) {
      state.failure = describe(error);
    }
  }

  return {
    state,
    scrape,
    start() {
      void scrape();
      timer = setInterval(scrape, everySeconds * 1000);
    },
    stop: () => clearInterval(timer),
  };
}

async function readText(answer: Response): Promise<string> {
  const reader = answer.body?.getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (let chunk = await reader?.read(); chunk?.value; chunk = await reader?.read()) {
    text += decoder.decode(chunk.value, { stream: true });
    if (text.length > MAX_PAGE_BYTES) throw new Error(`more than ${MAX_PAGE_BYTES} bytes`);
  }
  return text;
}

/** `fetch` hides why behind "fetch failed". */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause;
  if (cause instanceof Error && "code" in cause && cause.code === "ECONNREFUSED") return "nobody listens there";
  return cause instanceof Error ? cause.message : error.message;
}
