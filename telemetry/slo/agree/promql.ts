/** What a selector reads: the increase over the last minutes; null for no series. @param at the minutes before it count */
export type Samples = (
  metric: string,
  labels: Readonly<Record<string, string>>,
  minutes: number,
  at: number,
) => number | null;

/** One sample without labels, or none. */
type Value = number | null;

type Node = (samples: Samples, at: number) => Value;

const TOKEN =
  /\s*([A-Za-z_:][\w:]*|\d+(?:\.\d+)?(?:[smhd](?!\w))?|>=|<=|==|!=|=~|!~|"(?:[^"\\]|\\.)*"|[-+*/(){}[\],=<>])\s*/y;

/** From the loosest to the tightest. https://prometheus.io/docs/prometheus/latest/querying/operators/ */
const LEVELS: readonly (readonly string[])[] = [
  ["or"],
  ["and", "unless"],
  [">", "<", ">=", "<=", "==", "!="],
  ["+", "-"],
  ["*", "/"],
];

const MINUTES: Readonly<Record<string, number>> = { s: 1 / 60, m: 1, h: 60, d: 1_440 };

type Read = { readonly tokens: readonly string[]; at: number };

const parsed = new Map<string, Node>();

/**
 * A query of the part of PromQL that the generated policies use, where every operand is one sample without labels:
 * sums of increases, `vector`, arithmetic, comparisons that filter, `and`, `or`, `unless`. A number that is written out
 * is taken as such a sample; `vector(0)` says so.
 * @returns null when the result is empty @throws SyntaxError for whatever else
 */
export function evaluatePromQl(query: string, samples: Samples, at: number): Value {
  const node = parsed.get(query) ?? parse(query);
  parsed.set(query, node);
  return node(samples, at);
}

function parse(query: string): Node {
  const read: Read = { tokens: tokensOf(query), at: 0 };
  const node = binary(read, 0);
  if (read.at !== read.tokens.length) throw new SyntaxError(`${read.tokens[read.at]} follows in ${query}`);
  return node;
}

function tokensOf(query: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < query.length) {
    const token = TOKEN.exec(query)?.[1];
    if (token === undefined) throw new SyntaxError(`no token after ${tokens.join(" ")} in ${query}`);
    tokens.push(token);
  }
  return tokens;
}

function binary(read: Read, level: number): Node {
  const signs = LEVELS[level];
  if (signs === undefined) return operand(read);
  let left = binary(read, level + 1);
  for (let sign = read.tokens[read.at]; sign !== undefined && signs.includes(sign); sign = read.tokens[read.at]) {
    read.at += 1;
    left = combined(sign, left, binary(read, level + 1));
  }
  return left;
}

function combined(sign: string, left: Node, right: Node): Node {
  return (samples, at) => {
    const [a, b] = [left(samples, at), right(samples, at)];
    if (sign === "or") return a ?? b;
    if (sign === "unless") return b === null ? a : null;
    if (a === null || b === null) return null;
    if (sign === "and") return a;
    return arithmetic(sign, a, b);
  };
}

function arithmetic(sign: string, a: number, b: number): Value {
  if (sign === "+") return a + b;
  if (sign === "-") return a - b;
  if (sign === "*") return a * b;
  if (sign === "/") return a / b;
  const holds: Record<string, boolean> = {
    ">": a > b,
    "<": a < b,
    ">=": a >= b,
    "<=": a <= b,
    "==": a === b,
    "!=": a !== b,
  };
  return holds[sign] ? a : null;
}

function operand(read: Read): Node {
  const token = take(read);
  if (token === "(") {
    const node = binary(read, 0);
    take(read, ")");
    return node;
  }
  if (/^\d/.test(token)) return () => Number(token);
  // With one series of one instance they are what they are applied to.
  if (token === "sum" || token === "max" || token === "min" || token === "vector") {
    take(read, "(");
    const node = binary(read, 0);
    take(read, ")");
    return node;
  }
  if (token === "increase" || token === "rate") return range(read, token);
  throw new SyntaxError(`${token} is not replayed`);
}

function range(read: Read, name: "increase" | "rate"): Node {
  take(read, "(");
  const metric = take(read);
  const labels: Record<string, string> = {};
  if (read.tokens[read.at] === "{") {
    take(read, "{");
    while (read.tokens[read.at] !== "}") {
      const label = take(read);
      take(read, "=");
      labels[label] = String(JSON.parse(take(read)));
      if (read.tokens[read.at] === ",") take(read, ",");
    }
    take(read, "}");
  }
  take(read, "[");
  const window = take(read);
  const minutes = Number(window.slice(0, -1)) * (MINUTES[window.slice(-1)] ?? Number.NaN);
  if (Number.isNaN(minutes)) throw new SyntaxError(`${window} is no duration`);
  take(read, "]");
  take(read, ")");
  return (samples, at) => {
    const grown = samples(metric, labels, minutes, at);
    return grown === null || name === "increase" ? grown : grown / (minutes * 60);
  };
}

function take(read: Read, expected?: string): string {
  const token = read.tokens[read.at];
  if (token === undefined || (expected !== undefined && token !== expected)) {
    throw new SyntaxError(`${expected ?? "an operand"} expected, ${token ?? "the end"} found`);
  }
  read.at += 1;
  return token;
}
