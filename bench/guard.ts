import { createGuard } from "../app/ask/guard/guard.server.ts";
import { ATTACKS } from "../tests/guard/attacks.ts";
import { QUESTIONS } from "../tests/guard/questions.ts";
import { describeMachine } from "./machine.server.ts";
import { quantile } from "./statistics.ts";

const ROUNDS = 40;
const AIM_MS = 5;

/** Decisions one after the other, each with its way to the thread and back. */
async function measure(name: string, statements: readonly string[]): Promise<void> {
  const guard = createGuard();
  await guard.check("select 1");
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [at, sql] of statements.entries()) {
      // Each text is new to every cache.
      const text = `${sql}\n-- ${round}.${at}`;
      const started = performance.now();
      await guard.check(text);
      times.push(performance.now() - started);
    }
  }
  await guard.close();
  const within = times.filter((time) => time < AIM_MS).length / times.length;
  const at = (share: number) => `${quantile(times, share).toFixed(2)} ms`;
  console.log(
    `${name}: ${times.length} decisions, p50 ${at(0.5)}, p99 ${at(0.99)}, p99.9 ${at(0.999)}, ${(100 * within).toFixed(2)} % within ${AIM_MS} ms`,
  );
}

console.log(describeMachine());
await measure("questions", QUESTIONS);
await measure(
  "attacks",
  Object.values(ATTACKS)
    .flat()
    .map(([, sql]) => sql),
);
