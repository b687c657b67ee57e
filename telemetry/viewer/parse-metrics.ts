/** A request that is an example of a sample, with the trace that shows it. */
export type Exemplar = Readonly<{ traceId: string; value: number; timestampSeconds: number | null }>;

/** One line of a metrics page. */
export type Sample = Readonly<{
  name: string;
  labels: Readonly<Record<string, string>>;
  value: number;
  exemplar: Exemplar | null;
}>;

/** The text is no metrics page; the message names the line. */
export class MetricsTextError extends Error {
  override name = "MetricsTextError";
}

/** The label that instruments put on exemplars. */
export const TRACE_LABEL = "trace_id";

const NAME = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const LABEL_START = /\s*([a-zA-Z_][a-zA-Z0-9_]*)="/y;
const LABEL_VALUE = /((?:[^"\\\n]|\\.)*)"\s*,?/y;
const NUMBER = /\s+([^\s#]+)/y;

const ESCAPES: Readonly<Record<string, string>> = { "\\n": "\n", '\\"': '"', "\\\\": "\\" };

/**
 * Samples of a page in Prometheus text or OpenMetrics, of which only the latter carries exemplars:
 * https://prometheus.io/docs/specs/om/open_metrics_spec/
 * @throws MetricsTextError at the first line that is neither comment nor sample
 */
export function parseMetrics(text: string): Sample[] {
  const samples: Sample[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    const sample = parseSample(line);
    if (!sample) throw new MetricsTextError(`line ${index + 1} is no metric: ${line.slice(0, 100)}`);
    samples.push(sample);
  }
  return samples;
}

function parseSample(line: string): Sample | null {
  const cursor = { line, at: 0 };
  const name = take(cursor, NAME)?.[0];
  const labels = name === undefined ? null : takeLabels(cursor);
  const value = labels && takeNumber(cursor);
  if (name === undefined || !labels || value === null) return null;
  // A time of the sample itself, which our own page never has.
  takeNumber(cursor);
  const rest = line.slice(cursor.at).trimStart();
  if (rest === "") return { name, labels, value, exemplar: null };
  if (!rest.startsWith("#")) return null;
  return { name, labels, value, exemplar: parseExemplar(rest.slice(1).trimStart()) };
}

function parseExemplar(line: string): Exemplar | null {
  const cursor = { line, at: 0 };
  const labels = takeLabels(cursor);
  const value = labels && takeNumber(cursor);
  const traceId = labels?.[TRACE_LABEL];
  if (value === null || traceId === undefined) return null;
  return { traceId, value, timestampSeconds: takeNumber(cursor) };
}

type Cursor = { line: string; at: number };

function take(cursor: Cursor, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = cursor.at;
  const match = pattern.exec(cursor.line);
  if (match) cursor.at = pattern.lastIndex;
  return match;
}

function takeLabels(cursor: Cursor): Record<string, string> | null {
  if (cursor.line[cursor.at] !== "{") return {};
  cursor.at++;
  const pairs: [string, string][] = [];
  while (cursor.line[cursor.at] !== "}") {
    const name = take(cursor, LABEL_START)?.[1];
    const value = take(cursor, LABEL_VALUE)?.[1];
    if (name === undefined || value === undefined) return null;
    pairs.push([name, value.replace(/\\[n"\\]/g, (written) => ESCAPES[written] ?? written)]);
  }
  cursor.at++;
  return Object.fromEntries(pairs);
}

function takeNumber(cursor: Cursor): number | null {
  const before = cursor.at;
  const word = take(cursor, NUMBER)?.[1];
  if (word === undefined) return null;
  const value = /^[+-]?Inf$/.test(word) ? Number(word.replace("Inf", "Infinity")) : Number(word);
  if (!Number.isNaN(value) || word === "NaN") return value;
  cursor.at = before;
  return null;
}
