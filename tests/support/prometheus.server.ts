import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { areInstalled, freePort, startServer, until } from "./spawned.server.ts";

/** One series of an answer: its labels (without the metric's name) and its value now. */
export type Series = { labels: Record<string, string>; value: number };

type StoredExemplar = { series: Record<string, string>; traceId: string };

export type Prometheus = {
  url: string;
  /** An instant query, https://prometheus.io/docs/prometheus/latest/querying/api/ */
  query(expression: string): Promise<Series[]>;
  /** Every exemplar of the last hour. */
  exemplars(expression: string): Promise<StoredExemplar[]>;
  /** Waits until every target was read at least once after this moment. */
  hasReadAll(): Promise<void>;
  /** Ends it and removes what it stored. */
  stop(): Promise<void>;
};

type Options = {
  /** A time as Prometheus writes it. */
  scrapeEvery?: string;
  /** Contents of rule files. */
  rules?: readonly string[];
  /** `host:port` of the Alertmanager that hears of alerts. */
  alertmanager?: string;
};

/** Debian's package prometheus brings both; without them there is nothing to test against. */
export const hasPrometheus = areInstalled("prometheus", "promtool");

/**
 * Starts a real Prometheus on loopback that reads the targets every second. Whoever starts it stops it.
 * @param targets addresses of metrics pages, all at the same path
 */
export async function startPrometheus(
  targets: readonly string[],
  { scrapeEvery = "1s", rules = [], alertmanager }: Options = {},
): Promise<Prometheus> {
  const folder = await mkdtemp(path.join(tmpdir(), "alxderia-prometheus-"));
  const config = path.join(folder, "prometheus.yml");
  const addresses = targets.map((target) => new URL(target));
  const job = {
    job_name: "alxderia",
    metrics_path: addresses[0]?.pathname,
    static_configs: [{ targets: addresses.map(({ host }) => host) }],
  };
  const files = rules.map((_, index) => path.join(folder, `${index}.rules.yaml`));
  await Promise.all(files.map((file, index) => writeFile(file, rules[index] ?? "")));
  const settings = {
    global: { scrape_interval: scrapeEvery },
    scrape_configs: [job],
    rule_files: files,
    ...(alertmanager ? { alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager] }] }] } } : {}),
  };
  // JSON is YAML.
  await writeFile(config, JSON.stringify(settings));
  const address = `127.0.0.1:${await freePort()}`;
  const options = [
    `--config.file=${config}`,
    `--storage.tsdb.path=${path.join(folder, "data")}`,
    `--web.listen-address=${address}`,
    "--enable-feature=exemplar-storage",
    "--log.level=warn",
  ];
  const server = await startServer("prometheus", options, `http://${address}/-/ready`);
  const stop = async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };

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
    url: `http://${address}`,
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
