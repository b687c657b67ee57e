import { z } from "zod";

/** One series of an answer: its labels and its readings, `at` in seconds since 1970. */
export type PrometheusSeries = { labels: Record<string, string>; readings: { at: number; value: number }[] };

export type PrometheusClient = {
  /** One reading of each series. */
  instant(query: string, at: number, signal: AbortSignal): Promise<PrometheusSeries[]>;
  /** @param range seconds since 1970, and seconds from one reading to the next */
  range(
    query: string,
    range: { start: number; end: number; step: number },
    signal: AbortSignal,
  ): Promise<PrometheusSeries[]>;
};

/** Why there is no answer, in words for people: without an address or a secret. */
export class PrometheusError extends Error {
  override name = "PrometheusError";
}

/** Four objectives take 0.2 MB; whoever sends much more answers something else. */
const LONGEST_ANSWER = 4 * 1024 * 1024;

const Reading = z.tuple([z.number(), z.string().transform(Number).pipe(z.number())]);

const Answer = z.object({
  status: z.literal("success"),
  data: z.object({
    result: z.array(
      z
        .object({
          metric: z.record(z.string(), z.string()),
          value: Reading.optional(),
          values: z.array(Reading).optional(),
        })
        .transform(({ metric, value, values }) => ({
          labels: metric,
          readings: (values ?? (value ? [value] : [])).map(([at, reading]) => ({ at, value: reading })),
        })),
    ),
  }),
});

/**
 * Asks a Prometheus by its HTTP API (https://prometheus.io/docs/prometheus/latest/querying/api/).
 * Each question throws a PrometheusError when it has no answer of use.
 * @param address with user and password where it needs them; they are sent as Basic authentication and shown nowhere
 */
export function createPrometheusClient(address: string): PrometheusClient {
  const base = new URL(address);
  const headers: Record<string, string> = {};
  if (base.username !== "" || base.password !== "") {
    const pair = [base.username, base.password].map(decodeURIComponent).join(":");
    headers.authorization = `Basic ${Buffer.from(pair).toString("base64")}`;
  }
  const root = `${base.origin}${base.pathname.replace(/\/+$/, "")}/api/v1`;

  async function ask(endpoint: string, form: Record<string, string>, signal: AbortSignal): Promise<PrometheusSeries[]> {
    try {
      // A redirect could lead the password elsewhere.
      const response = await fetch(`${root}/${endpoint}`, {
        method: "POST",
        headers,
        body: new URLSearchParams(form),
        redirect: "manual",
        signal,
      });
      if (!response.ok) {
        await response.body?.cancel();
        throw new PrometheusError(`it answered ${response.status}`);
      }
      const answer = Answer.safeParse(parseJson(await readText(response)));
      if (!answer.success) throw new PrometheusError("its answer is no result of a query");
      return answer.data.data.result;
    } catch (error) {
      throw error instanceof PrometheusError ? error : new PrometheusError(describeFailure(error, signal));
    }
  }

  return {
    instant: (query, at, signal) => ask("query", { query, time: String(at) }, signal),
    range: (query, { start, end, step }, signal) =>
      ask("query_range", { query, start: String(start), end: String(end), step: String(step) }, signal),
  };
}

async function readText(response: Response): Promise<string> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const chunk = await reader?.read();
    if (chunk === undefined || chunk.done) return text;
    text += chunk.value;
    if (text.length > LONGEST_ANSWER) {
      await reader?.cancel();
      throw new PrometheusError("its answer is longer than 4 MB");
    }
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Messages of fetch hold addresses, so only the code of the cause is told. */
function describeFailure(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return "it did not answer in time";
  const code = ((error as Error).cause as { code?: unknown } | undefined)?.code;
  return typeof code === "string" && /^[A-Z_]+$/.test(code) ? `it cannot be reached (${code})` : "it cannot be reached";
}
