import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterFile } from "../support/after-file.ts";
import { type Alertmanager, type Notification, startAlertmanager } from "../support/alertmanager.server.ts";
import { type Prometheus, startPrometheus } from "../support/prometheus.server.ts";
import { shortenRules } from "../support/shorten-rules.ts";
import { until } from "../support/spawned.server.ts";
import { startTcpProxy, type TcpProxy } from "../support/tcp-proxy.ts";
import { startWebProcess, type WebProcess } from "../support/web-process.server.ts";
import { signIn } from "../telemetry/signed-in.ts";

const RULES = "alerts/generated/prometheus";
/** A probe every ten seconds, on a clock that runs a hundred times faster. */
const PROBE_EVERY_MS = 100;

export type AlertedProduct = {
  web: WebProcess;
  proxy: TcpProxy;
  alertmanager: Alertmanager;
  /** Asks for a page or an answer as somebody who is signed in. @returns the status; null when there was no answer */
  ask(path: string): Promise<number | null>;
  /** What was sent of this alert in this state; undefined until then. */
  told(alert: string, status: Notification["status"]): Notification | undefined;
  /** Names of all alerts of which anybody was told. */
  names(): string[];
};

/**
 * The real web process behind a proxy, probed as a platform does, with a Prometheus that reads it by the generated rules
 * on a clock that runs `times` faster, and an Alertmanager. Ended after the file, and before by `end`.
 */
export async function startAlertedProduct(
  databaseUrl: string,
  times: number,
): Promise<AlertedProduct & { end(): Promise<void> }> {
  const proxy = await startTcpProxy(databaseUrl);
  const web = await startWebProcess(proxy.url);
  const cookie = await signIn(web.url, "analyst");
  const ask = (page: string) =>
    fetch(`${web.url}${page}`, { headers: { cookie } })
      .then(async (response) => {
        await response.arrayBuffer();
        return response.status;
      })
      .catch(() => null);
  const probing = new AbortController();
  const probes = probe(() => ask("/api/health"), probing.signal);
  const alertmanager = await startAlertmanager();
  let prometheus: Prometheus | undefined;
  const end = async () => {
    probing.abort();
    await Promise.all([probes, web.stop("SIGKILL"), prometheus?.stop(), alertmanager.stop()]);
  };
  afterFile(end);
  const rules = readdirSync(RULES).filter((name) => name.endsWith(".rules.yaml"));
  prometheus = await startPrometheus([web.metricsUrl], {
    scrapeEvery: "250ms",
    rules: rules.map((name) => shortenRules(readFileSync(path.join(RULES, name), "utf8"), times)),
    alertmanager: alertmanager.address,
  });
  const { query } = prometheus;
  // From then on the alerts have something to read.
  await until(
    async () => (await query('slo:events_total:rate1h{slo="availability"} > 0')).length > 0,
    () => "no health check was counted",
  );
  const sent = alertmanager.notifications;
  return {
    web,
    proxy,
    alertmanager,
    ask,
    told: (alert, status) => sent().find((each) => each.labels.alertname === alert && each.status === status),
    names: () => [...new Set(sent().map(({ labels }) => labels.alertname ?? ""))].sort(),
    end,
  };
}

async function probe(ask: () => Promise<unknown>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await ask();
    await sleep(PROBE_EVERY_MS);
  }
}
