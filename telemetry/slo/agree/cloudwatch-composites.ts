import type { AlarmState } from "./cloudwatch-alarms.ts";
import type { CloudWatchComposite } from "./cloudwatch-files.ts";

const TOKEN = /\s*(\(|\)|AND\b|OR\b|NOT\b|TRUE\b|FALSE\b|(?:ALARM|OK|INSUFFICIENT_DATA)\("[^"]+"\))\s*/y;

type Read = { readonly tokens: readonly string[]; at: number; readonly stateOf: (name: string) => AlarmState };

/**
 * Whether the rule of a composite alarm holds: AND binds more than OR, NOT more than both.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 * @throws SyntaxError when it is none @throws whatever `stateOf` throws for an alarm that is not there
 */
export function evaluateRule(rule: string, stateOf: (name: string) => AlarmState): boolean {
  const read: Read = { tokens: tokensOf(rule), at: 0, stateOf };
  const holds = anyOf(read);
  if (read.at !== read.tokens.length) throw new SyntaxError(`something follows in ${rule}`);
  return holds;
}

const known = new Map<string, readonly string[]>();

function tokensOf(rule: string): readonly string[] {
  const found = known.get(rule);
  if (found) return found;
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < rule.length) {
    const token = TOKEN.exec(rule)?.[1];
    if (token === undefined) throw new SyntaxError(`no token after ${tokens.join(" ")} in ${rule}`);
    tokens.push(token);
  }
  known.set(rule, tokens);
  return tokens;
}

function anyOf(read: Read): boolean {
  let holds = allOf(read);
  while (read.tokens[read.at] === "OR") {
    read.at += 1;
    // Both sides are read, since what is not read is not skipped.
    const more = allOf(read);
    holds = holds || more;
  }
  return holds;
}

function allOf(read: Read): boolean {
  let holds = one(read);
  while (read.tokens[read.at] === "AND") {
    read.at += 1;
    const more = one(read);
    holds = holds && more;
  }
  return holds;
}

function one(read: Read): boolean {
  const token = read.tokens[read.at];
  read.at += 1;
  if (token === undefined) throw new SyntaxError("a rule ends too early");
  if (token === "NOT") return !one(read);
  if (token === "TRUE" || token === "FALSE") return token === "TRUE";
  if (token === "(") {
    const holds = anyOf(read);
    if (read.tokens[read.at] !== ")") throw new SyntaxError(") expected");
    read.at += 1;
    return holds;
  }
  const [state, name] = token.split('"');
  return read.stateOf(name ?? "") === state?.slice(0, -1);
}

type Suppression = Pick<CloudWatchComposite, "suppressor" | "suppressorWaitPeriod" | "suppressorExtensionPeriod">;

/**
 * In which minutes a composite alarm has told whoever it tells. It waits for its suppressor to fire; while that does,
 * and for the extension after that, it is quiet. What is told stays told until the alarm is over.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm_Suppression.html
 */
export function toldMinutes(
  fires: readonly boolean[],
  suppressing: readonly boolean[],
  { suppressor, suppressorWaitPeriod, suppressorExtensionPeriod }: Suppression,
): boolean[] {
  if (suppressor === null) return [...fires];
  let [since, quietUntil, isTold] = [Number.NaN, 0, false];
  return fires.map((holds, at) => {
    if (suppressing[at]) quietUntil = at + 1 + suppressorExtensionPeriod / 60;
    if (!holds) {
      since = Number.NaN;
      isTold = false;
      return false;
    }
    if (Number.isNaN(since)) since = at;
    isTold ||= !suppressing[at] && at >= since + suppressorWaitPeriod / 60 && at >= quietUntil;
    return isTold;
  });
}
