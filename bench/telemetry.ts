import { execFileSync } from "node:child_process";
import { createTraceReceiver } from "../telemetry/viewer/trace-receiver.server.ts";
import { report, withBenchServer } from "./bench-server.server.ts";
import { cpuSeconds } from "./cpu-seconds.server.ts";
import { createDemoDatabase } from "./demo-database.server.ts";
import { putUnderLoad } from "./load.server.ts";
import { describeMachine } from "./machine.server.ts";
import { withProductServer } from "./product-server.server.ts";
import { quantile, ratioOfMedians } from "./statistics.ts";

const ROUTES = ["/api/health", "/api/people?limit=10"];
const ROUNDS = 6;
const SECONDS = 3;
const WARM_UP_SECONDS = 4;
const CONNECTIONS = 16;
const AIM = 0.8;

/** Requests per second, and the processor time of the web process for one request. */
type Measured = { rate: number[]; cpuMicroseconds: number[] };
type Subject = { name: string; origin: string; pid: number };

/** Cores apart, so that neither the load nor the database takes time from the web process. */
function pin(pid: number, core: number): void {
  execFileSync("taskset", ["--all-tasks", "--cpu-list", "--pid", String(core), String(pid)], { stdio: "ignore" });
}

async function measureRoute(subjects: readonly Subject[], route: string): Promise<Map<string, Measured>> {
  const all = new Map(subjects.map(({ name }) => [name, { rate: [], cpuMicroseconds: [] } as Measured]));
  for (const { origin } of subjects) await putUnderLoad(origin, route, CONNECTIONS, WARM_UP_SECONDS);
  for (let round = 0; round < ROUNDS; round++) {
    // The order turns, so that nobody always comes after the same neighbour.
    const order = subjects.map((_, index) => subjects[(index + round) % subjects.length] as Subject);
    for (const { name, origin, pid } of order) {
      const before = await cpuSeconds(pid);
      const { requests, seconds } = await putUnderLoad(origin, route, CONNECTIONS, SECONDS);
      const measured = all.get(name);
      measured?.rate.push(requests / seconds);
      measured?.cpuMicroseconds.push((((await cpuSeconds(pid)) - before) / requests) * 1e6);
    }
  }
  return all;
}

function print(route: string, all: ReadonlyMap<string, Measured>): void {
  const off = all.get("off");
  if (off === undefined) throw new Error("nothing was measured without telemetry");
  const lines = ["", route, `  ${"traces".padEnd(18)} requests/s   CPU µs each   rate ratio (spread)     CPU ratio`];
  for (const [name, { rate, cpuMicroseconds }] of all) {
    const { ratio, low, high } = ratioOfMedians(rate, off.rate, 3);
    const cpu = quantile(off.cpuMicroseconds, 0.5) / quantile(cpuMicroseconds, 0.5);
    lines.push(
      `  ${name.padEnd(18)} ${quantile(rate, 0.5).toFixed(0).padStart(10)}   ${quantile(cpuMicroseconds, 0.5).toFixed(0).padStart(11)}   ` +
        `${ratio.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})     ${cpu.toFixed(2)}${name === "on, 5 %" && ratio < AIM ? `   below ${AIM}` : ""}`,
    );
  }
  process.stdout.write(`${lines.join("\n")}\n`);
}

/** Starts a web process for each variant, one inside the other, so that each is stopped whatever happens. */
function withSubjects(
  databaseUrl: string,
  [variant, ...others]: [name: string, environment: Record<string, string>][],
  work: (subjects: Subject[]) => Promise<void>,
): Promise<void> {
  if (variant === undefined) return work([]);
  return withProductServer(databaseUrl, variant[1], (origin, pid) => {
    pin(pid, 0);
    return withSubjects(databaseUrl, others, (subjects) => work([{ name: variant[0], origin, pid }, ...subjects]));
  });
}

await withBenchServer(async (server) => {
  const databaseUrl = await createDemoDatabase(server.ownerUrl, "telemetry");
  const receiver = createTraceReceiver({ maxSpans: 10_000 });
  const endpoint = await receiver.listen(0);
  pin(process.pid, 1);
  const kept = (share: string, instrumentations = "http,undici") => ({
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_TRACES_SAMPLER_ARG: share,
    OTEL_NODE_ENABLED_INSTRUMENTATIONS: instrumentations,
  });
  const variants: [name: string, environment: Record<string, string>][] = [
    ["off", {}],
    ["on, 5 %", kept("0.05")],
    // An instrumentation of what is never loaded, since an empty list means all of them.
    ["5 %, none of them", kept("0.05", "dataloader")],
    ["5 %, and pg", kept("0.05", "http,undici,pg")],
    ["on, all", kept("1")],
  ];
  await withSubjects(databaseUrl, variants, async (subjects) => {
    process.stdout.write(`${describeMachine()}\n${CONNECTIONS} connections; the web process alone on a core\n`);
    for (const route of ROUTES) {
      report(`  measuring ${route}`);
      print(route, await measureRoute(subjects, route));
    }
  });
  process.stdout.write(`\nspans received, at most: ${receiver.spans.length}\n`);
  await receiver.close();
});
