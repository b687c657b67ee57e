import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

/** One series of an answer: its labels (without the metric's name) and its value now. */
export type Series = { labels: Record<string, string>; value: number };

type StoredExemplar = { series: Record<string, string>; traceId: string };

export type Prometheus = {
  /** An instant query, https://prometheus.io/docs/prometheus/latest/querying/api/ */
  query(expression: string): Promise<Series[]>;
  /** Every exemplar of the last hour. */
  exemplars(expression: string): Promise<StoredExemplar[]>;
  /** Waits until every target was read at least once after this moment. */
  hasReadAll(): Promise<void>;
  /** Ends it and removes what it stored. */
  stop(): Promise<void>;
};

const PATIENCE_MS = 30_000;

/** Debian's packages bring both; without them there is nothing to test against. */
export const hasPrometheus = ["prometheus", "promtool"].every((name) => spawnSync(name, ["--version"]).status === 0);

/**
 * Starts a real Prometheus on loopback that reads the targets every second. Whoever starts it stops it.
 * @param targets addresses of metrics pages, all at the same path
 */
export async function startPrometheus(targets: readonly string[]): Promise<Prometheus> {
  const folder = await mkdtemp(path.join(tmpdir(), "alxderia-prometheus-"));
  const config = path.join(folder, "prometheus.yml");
  const addresses = targets.map((target) => new URL(target));
  const job = {
    job_name: "alxderia",
    metrics_path: addresses[0]?.pathname,
    static_configs: [{ targets: addresses.map(({ host }) => host) }],
  };
  // JSON is YAML.
  await writeFile(config, JSON.stringify({ global: { scrape_interval: "1s" }, scrape_configs: [job] }));
  const address = `127.0.0.1:${await freePort()}`;
  const options = [
    `--config.file=${config}`,
    `--storage.tsdb.path=${path.join(folder, "data")}`,
    `--web.listen-address=${address}`,
    "--enable-feature=exemplar-storage",
    "--log.level=warn",
  ];
  const child = spawn("prometheus", options, { stdio: ["ignore", "ignore", "pipe"] });
  let complaints = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaints += text;
  });
  const stop = async () => {
    await end(child);
    await rm(folder, { recursive: true, force: true });
  };
  const isReady = async () => (await fetch(`http://${address}/-/ready`)).ok;
  await until(
    () => isReady().catch(() => false),
    () => `Prometheus is not ready (exit code ${child.exitCode}): ${complaints}`,
  ).catch(async (error: unknown) => {
    await stop();
    throw error;
  });

  const ask = async <Data>(endpoint: string, parameters: Record<string, string>): Promise<Data> => {
    const response = await fetch(`http://${address}/api/v1/${endpoint}?${new URLSearchParams(parameters)}`);
    const body = (await response.json()) as { status: string; data: Data; error?: string };
    if (body.status !== "success") throw new Error(`${endpoint} ${JSON.stringify(parameters)}: ${body.error}`);
    return body.data;
  };
  const query = async (expression: string): Promise<Series[]> => {
    type Answer = { result: { metric: Record<string, string>; value: [number, string] }[] };
    const { result } = await ask<Answer>("query", { query: expression });
    return result.map(({ metric: { __name__, ...labels }, value }) => ({ labels, value: Number(value[1]) }));
  };
  return {
    query,
    stop,
    async exemplars(expression) {
      const now = Date.now() / 1000;
      type Answer = {
        seriesLabels: Record<string, string>;
        exemplars: { labels: { trace_id: string } }[];
      };
      const range = { start: String(now - 3600), end: String(now + 60) };
      const found = await ask<Answer[]>("query_exemplars", { query: expression, ...range });
      return found.flatMap(({ seriesLabels, exemplars }) =>
        exemplars.map(({ labels }) => ({ series: seriesLabels, traceId: labels.trace_id })),
      );
    },
    async hasReadAll() {
      const after = Date.now() / 1000;
      const times = () => query(`timestamp(up{job="${job.job_name}"} == 1)`);
      await until(
        async () => (await times()).filter(({ value }) => value > after).length === targets.length,
        () => `not every target was read: ${targets.join(", ")}`,
      );
    },
  };
}

async function until(isSo: () => Promise<boolean>, why: () => string): Promise<void> {
  const limit = performance.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (performance.now() > limit) throw new Error(why());
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, "close");
  child.kill("SIGTERM");
  await closed;
}

/** Prometheus cannot take port 0 and tell which one it got. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address ? address.port : 0;
}
