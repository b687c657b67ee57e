/** The part of the syntax that is used, by https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html */
const TOKEN = /\s*(\{|\}|\(|\)|&&|\|\||\$[A-Za-z0-9_.]+|!=|>=|<=|=|<|>|"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?)\s*/y;

type Read = { readonly tokens: readonly string[]; at: number };

/**
 * Whether CloudWatch Logs takes a line into a metric: `&&` binds more than `||`, a `*` in a text stands for any signs,
 * and a field that is not there matches nothing.
 * @throws SyntaxError when the pattern is none
 */
export function evaluateMetricFilter(pattern: string, line: unknown): boolean {
  const read: Read = { tokens: tokensOf(pattern), at: 0 };
  take(read, "{");
  const matches = anyOf(read, line);
  take(read, "}");
  if (read.at !== read.tokens.length) throw new SyntaxError(`something follows in ${pattern}`);
  return matches;
}

/** What stands at a path such as "pool.active"; undefined when nothing does. */
export function valueAt(line: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>(
      (value, name) => (typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined),
      line,
    );
}

const known = new Map<string, readonly string[]>();

function tokensOf(pattern: string): readonly string[] {
  const found = known.get(pattern);
  if (found) return found;
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < pattern.length) {
    const token = TOKEN.exec(pattern)?.[1];
    if (token === undefined) throw new SyntaxError(`no token after ${tokens.join(" ")} in ${pattern}`);
    tokens.push(token);
  }
  known.set(pattern, tokens);
  return tokens;
}

function take(read: Read, expected?: string): string {
  const token = read.tokens[read.at];
  if (token === undefined || (expected !== undefined && token !== expected)) {
    throw new SyntaxError(`${expected ?? "a token"} expected, ${token ?? "the end"} found`);
  }
  read.at += 1;
  return token;
}

function anyOf(read: Read, line: unknown): boolean {
  let matches = allOf(read, line);
  while (read.tokens[read.at] === "||") {
    take(read);
    // Both sides are read, since what is not read is not skipped.
    const more = allOf(read, line);
    matches = matches || more;
  }
  return matches;
}

function allOf(read: Read, line: unknown): boolean {
  let matches = one(read, line);
  while (read.tokens[read.at] === "&&") {
    take(read);
    const more = one(read, line);
    matches = matches && more;
  }
  return matches;
}

function one(read: Read, line: unknown): boolean {
  if (read.tokens[read.at] === "(") {
    take(read);
    const matches = anyOf(read, line);
    take(read, ")");
    return matches;
  }
  const path = take(read);
  if (!path.startsWith("$.")) throw new SyntaxError(`a path expected, ${path} found`);
  return compare(valueAt(line, path.slice(2)), take(read), take(read));
}

function compare(value: unknown, sign: string, operand: string): boolean {
  if (operand.startsWith('"')) {
    if (typeof value !== "string") return false;
    const parts = String(JSON.parse(operand)).split("*");
    const isSame = new RegExp(`^${parts.map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&")).join(".*")}$`).test(
      value,
    );
    if (sign === "=") return isSame;
    if (sign === "!=") return !isSame;
    throw new SyntaxError(`${sign} compares no texts`);
  }
  const number = Number(operand);
  if (typeof value !== "number" || Number.isNaN(number)) return false;
  const signs: Record<string, boolean> = {
    "=": value === number,
    "!=": value !== number,
    "<": value < number,
    ">": value > number,
    "<=": value <= number,
    ">=": value >= number,
  };
  return signs[sign] ?? false;
}
