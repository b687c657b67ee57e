import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { HEALTH_ROUTE, LABEL, METRIC, METRICS_PATH, SERVICE_NAME } from "../telemetry/conventions.ts";
import { createInstruments } from "../telemetry/instruments.ts";
import { TRACE_LABEL } from "../telemetry/viewer/parse-metrics.ts";

const FOLDER = path.resolve("infra/local/observability");
const METRICS_PORT = 9464;

const text = (file: string) => readFileSync(path.join(FOLDER, file), "utf8");

function read<Shape>(file: string, schema: z.ZodType<Shape>): Shape {
  // compose.linux.yaml has tags of Docker's own.
  return schema.parse(parse(text(file), { logLevel: "error" }));
}

const Service = z.object({
  image: z.string(),
  command: z.array(z.string()).default([]),
  ports: z.array(z.string()),
  volumes: z.array(z.string()),
});
const services = read("compose.yaml", z.object({ services: z.record(z.string(), Service) })).services;
const linux = read(
  "compose.linux.yaml",
  z.object({
    services: z.object({
      prometheus: z.object({ command: z.array(z.string()), extra_hosts: z.array(z.string()) }),
      grafana: z.object({ environment: z.record(z.string(), z.string()), extra_hosts: z.array(z.string()) }),
    }),
  }),
).services;
const Endpoint = z.object({ endpoint: z.string() });
const collector = read(
  "collector.yaml",
  z.object({
    receivers: z.object({
      otlp: z.object({ protocols: z.object({ http: Endpoint }) }),
      file_log: z.object({ include: z.array(z.string()), resource: z.record(z.string(), z.string()) }),
    }),
    processors: z.record(z.string(), z.unknown()),
    exporters: z.record(z.string(), Endpoint),
    extensions: z.object({ health_check: Endpoint }),
    service: z.object({ pipelines: z.record(z.string(), z.record(z.string(), z.array(z.string()))) }),
  }),
);
const prometheus: unknown = parse(text("prometheus.yaml"));
const tempo: unknown = parse(text("tempo.yaml"));
const loki: unknown = parse(text("loki.yaml"));
const sources = read(
  "grafana/provisioning/datasources/datasources.yaml",
  z.object({
    datasources: z.array(
      z.object({ uid: z.string(), type: z.string(), url: z.string(), jsonData: z.record(z.string(), z.unknown()) }),
    ),
  }),
).datasources;
const folders = valuesOf("path", parse(text("grafana/provisioning/dashboards/dashboards.yaml")));
const DASHBOARD = "grafana/dashboards/first-look.json";

const portOf = (address: string) => Number(address.split(":").at(-1));
/** Ports of a service: outside → inside. */
const published = (name: string) =>
  new Map((services[name]?.ports ?? []).map((port) => [Number(port.split(":")[1]), Number(port.split(":")[2])]));
const script = readFileSync("infra/scripts/observe.mjs", "utf8");

/** Every value under a key of that name, at any depth. */
function valuesOf(key: string, inside: unknown): unknown[] {
  if (typeof inside !== "object" || inside === null) return [];
  return Object.entries(inside).flatMap(([name, value]) => [...(name === key ? [value] : []), ...valuesOf(key, value)]);
}

describe("ports", () => {
  test("are open to this machine only, none is the product's, and none is taken twice", () => {
    const all = Object.values(services).flatMap((service) => service.ports);
    expect(all).not.toEqual([]);
    for (const port of all) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
    const outside = all.map((port) => Number(port.split(":")[1]));
    expect(new Set(outside).size).toBe(outside.length);
    for (const own of [3000, METRICS_PORT]) expect(outside).not.toContain(own);
  });

  test("are those on which the programs behind them listen", () => {
    expect([...published("collector").values()]).toEqual([
      portOf(collector.receivers.otlp.protocols.http.endpoint),
      portOf(collector.extensions.health_check.endpoint),
    ]);
    expect([...published("tempo").values()]).toEqual(valuesOf("http_listen_port", tempo));
    expect([...published("loki").values()]).toEqual(valuesOf("http_listen_port", loki));
  });

  test("of the collector's exporters are those of Tempo and Loki", () => {
    const tempoPort = portOf(String(valuesOf("endpoint", tempo)[0]));
    expect(collector.exporters).toEqual({
      "otlp_http/tempo": { endpoint: `http://tempo:${tempoPort}` },
      "otlp_http/loki": { endpoint: `http://loki:${valuesOf("http_listen_port", loki)[0]}/otlp` },
    });
  });

  test("of the data sources are the same inside and on the loopback, as Docker on Linux needs it", () => {
    for (const { url } of sources) {
      const { hostname, port } = new URL(url);
      expect(published(hostname).get(Number(port)), url).toBe(Number(port));
      expect(linux.grafana.extra_hosts).toContain(`${hostname}:127.0.0.1`);
    }
    const [grafanaPort] = published("grafana").keys();
    expect(linux.grafana.environment).toEqual({
      GF_SERVER_HTTP_ADDR: "127.0.0.1",
      GF_SERVER_HTTP_PORT: String(grafanaPort),
    });
  });

  test("that the script names are all published", () => {
    const named = [...script.matchAll(/127\.0\.0\.1:(\d+)/g)].map((match) => Number(match[1]));
    expect(named.length).toBeGreaterThan(5);
    const outside = Object.keys(services).flatMap((name) => [...published(name).keys()]);
    expect([...new Set(named)].sort()).toEqual(outside.sort());
  });
});

describe("Prometheus", () => {
  test("scrapes the product's metrics under its name", () => {
    const target = { targets: [`host.docker.internal:${METRICS_PORT}`] };
    const job = { job_name: SERVICE_NAME, metrics_path: METRICS_PATH, static_configs: [target] };
    expect(prometheus).toMatchObject({ scrape_configs: [job] });
  });

  test("keeps exemplars, and on Linux differs only in where it listens", () => {
    const command = services.prometheus?.command ?? [];
    expect(command).toContain("--enable-feature=exemplar-storage");
    const [port] = published("prometheus").keys();
    expect(linux.prometheus.command).toEqual([...command, `--web.listen-address=127.0.0.1:${port}`]);
    expect(linux.prometheus.extra_hosts).toEqual(["host.docker.internal:127.0.0.1"]);
  });
});

describe("files", () => {
  test("that are mounted are where the programs look, and are there", () => {
    for (const [name, { command, volumes }] of Object.entries(services)) {
      const given = volumes.filter((volume) => volume.startsWith("./")).map((volume) => volume.split(":"));
      for (const [file = ""] of given) expect(() => readFileSync(path.join(FOLDER, file)), file).not.toThrow(/ENOENT/);
      const config = command.map((word) => /config(?:\.file)?=(.+)/.exec(word)?.[1]).find((found) => found);
      if (config)
        expect(
          given.map(([, inside]) => inside),
          name,
        ).toContain(config);
    }
    const mounts = (services.grafana?.volumes ?? []).map((volume) => volume.split(":")[1]);
    for (const folder of folders) expect(mounts).toContain(folder);
  });

  test("of the log lie where the collector reads and where the script says to write", () => {
    const written = /tee -a \$\{LOG_FOLDER\}\/(\S+\.ndjson)/.exec(script)?.[1];
    const logFolder = /LOG_FOLDER = "(.+)"/.exec(script)?.[1];
    expect(written).toBe("web.ndjson");
    expect(services.collector?.volumes).toContain(`../../../${logFolder}:/var/log/alxderia:ro`);
    expect(collector.receivers.file_log).toMatchObject({
      include: ["/var/log/alxderia/*.ndjson"],
      resource: { "service.name": SERVICE_NAME },
    });
  });

  test("are of images with an exact version", () => {
    for (const { image } of Object.values(services)) expect(image).toMatch(/:v?\d+\.\d+\.\d+$/);
  });
});

describe("the collector", () => {
  test("has every part that a pipeline names", () => {
    for (const pipeline of Object.values(collector.service.pipelines)) {
      for (const kind of ["receivers", "processors", "exporters"] as const) {
        for (const part of pipeline[kind] ?? expect.fail()) expect(Object.keys(collector[kind])).toContain(part);
      }
    }
  });
});

describe("Grafana", () => {
  const uids = sources.map((source) => source.uid);
  const dashboard: unknown = JSON.parse(text(DASHBOARD));

  test("links metrics, traces and logs to each other", () => {
    const links = Object.fromEntries(sources.map(({ uid, jsonData }) => [uid, valuesOf("datasourceUid", jsonData)]));
    expect(links).toEqual({ prometheus: ["tempo"], tempo: ["loki", "prometheus"], loki: ["tempo"] });
    const [toTrace] = valuesOf("exemplarTraceIdDestinations", sources) as { name: string }[][];
    expect(toTrace?.[0]?.name).toBe(TRACE_LABEL);
    const queries = valuesOf("query", sources).join("\n");
    expect(queries).toContain(`{service_name="${SERVICE_NAME}"} | ${TRACE_LABEL}="$\${__trace.traceId}"`);
  });

  test("has only data sources that are provisioned, of the type that the panels take them for", () => {
    const used = z.array(z.object({ uid: z.string(), type: z.string() })).parse(valuesOf("datasource", dashboard));
    expect(used).not.toEqual([]);
    for (const { uid, type } of used) expect(sources).toContainEqual(expect.objectContaining({ uid, type }));
    expect(new Set(uids).size).toBe(uids.length);
  });

  test("asks only for metrics that the product has, by labels that it has", async () => {
    const metrics = await metricNames();
    const queries = [...valuesOf("expr", dashboard), ...valuesOf("query", sources)].map(String);
    const asked = queries.filter((query) => !query.startsWith("{"));
    expect(asked.length).toBeGreaterThan(10);
    const labels = [...Object.values(LABEL), "le", "instance"];
    for (const query of asked) {
      const names = query.match(/\b(?:alxderia|nodejs|process)_\w+/g) ?? expect.fail(query);
      for (const name of names) expect(metrics, query).toContain(name);
      const grouped = [...query.matchAll(/by \(([^)]+)\)/g)].flatMap((match) => (match[1] ?? "").split(", "));
      const matched = [...query.matchAll(/(\w+)!?[=~]+"/g)].map((match) => match[1] ?? "");
      for (const label of [...grouped, ...matched]) expect(labels, query).toContain(label);
    }
    expect(asked.join()).toContain(`route!="${HEALTH_ROUTE}"`);
  });

  test("shows what a first look needs, and examples of slow requests", () => {
    const queries = valuesOf("expr", dashboard).join("\n");
    const needed = [
      METRIC.httpRequestDuration,
      METRIC.dbQueryFailures,
      METRIC.dbPoolActiveConnections,
      METRIC.dbPoolWaitingRequests,
      METRIC.syncSecondsSinceSuccess,
      "nodejs_eventloop_lag_p99_seconds",
    ];
    for (const name of needed) expect(queries).toContain(name);
    expect(valuesOf("exemplar", dashboard)).toEqual([true]);
  });
});

/** Names of series as a real registry writes them. */
async function metricNames(): Promise<Set<string>> {
  const instruments = createInstruments({ version: "0", revision: "0", instance: "0" });
  const { body } = await instruments.render(undefined);
  const types = [...body.matchAll(/^# TYPE (\S+) (\S+)$/gm)];
  return new Set(
    types.flatMap(([, name = "", type]) =>
      type === "histogram" ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name],
    ),
  );
}
