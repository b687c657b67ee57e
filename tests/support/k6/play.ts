import { readFileSync, writeFileSync } from "node:fs";
import { registerHooks } from "node:module";
import path from "node:path";
import type { Limit } from "../../../loadtests/limits.ts";
import { forgetCookies } from "./http.ts";
import { samples } from "./samples.ts";
import { summarise } from "./summarise.ts";

// Plays the scripts of loadtests/ without k6: the same files, the same setup, journeys one after the other.
// The environment is that of the runner, and PLAY: JSON of `Play`. Prints JSON of `Played`.

/** `times`: journeys of each scenario; `drawn`: instead of what setup would draw. */
export type Play = { times: Readonly<Record<string, number>>; drawn?: unknown };
export type Played = { samples: typeof samples.all; drawn: unknown; code: number };

const MAIN = path.resolve(import.meta.dirname, "../../../loadtests/main.ts");
const STAND_INS: Readonly<Record<string, string>> = { k6: "./k6.ts", "k6/http": "./http.ts" };

registerHooks({
  resolve(name, context, next) {
    const own = STAND_INS[name];
    return own === undefined ? next(name, context) : next(new URL(own, import.meta.url).href, context);
  },
});
Object.assign(globalThis, {
  __ENV: process.env,
  open: (file: string) => readFileSync(path.resolve(path.dirname(MAIN), file), "utf8"),
});
// What journeys note goes where k6's `--console-output` would put it.
console.log = (line: string) => process.stderr.write(`time="" level=info msg="${line}" source=console\n`);

type Script = {
  options: { thresholds: Record<string, Limit[]> };
  setup(): unknown;
  handleSummary(data: unknown): Record<string, string>;
} & Readonly<Record<string, (drawn: unknown) => void>>;

const { times, drawn: given } = JSON.parse(process.env.PLAY ?? "{}") as Play;
const script = (await import(MAIN)) as Script;
const drawn = given ?? script.setup();
for (const [scenario, count] of Object.entries(times)) {
  samples.scenario = scenario;
  for (let number = 0; number < count; number++) {
    forgetCookies();
    script[scenario]?.(drawn);
    samples.add("iterations", 1);
  }
}
const summary = summarise(samples.all, script.options.thresholds);
for (const [file, content] of Object.entries(script.handleSummary(summary))) writeFileSync(file, content);
const crossed = Object.values(summary.metrics).some(({ thresholds }) =>
  Object.values(thresholds).some(({ ok }) => !ok),
);
process.stdout.write(JSON.stringify({ samples: samples.all, drawn, code: crossed ? 99 : 0 } satisfies Played));
