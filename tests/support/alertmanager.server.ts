import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { CHANNEL_OF } from "../../telemetry/slo/model.ts";
import { areInstalled, freePort, startServer } from "./spawned.server.ts";

const Words = z.record(z.string(), z.string());
/** https://prometheus.io/docs/alerting/latest/configuration/#webhook_config */
const Message = z.object({
  receiver: z.string(),
  alerts: z.array(z.object({ status: z.enum(["firing", "resolved"]), labels: Words, annotations: Words })),
});
/** `GET /api/v2/alerts` */
const Known = z.array(
  z.object({
    labels: Words,
    fingerprint: z.string(),
    status: z.object({ state: z.string(), inhibitedBy: z.array(z.string()) }),
  }),
);

/** What one person was told of one alert. */
export type Notification = { to: string; status: "firing" | "resolved" } & Record<"labels" | "annotations", Words>;
type Words = z.infer<typeof Words>;

export type Alertmanager = {
  /** `host:port` */
  address: string;
  /** Everything that was sent so far, in its order. */
  notifications(): readonly Notification[];
  /** Alerts that it holds now, and the names of those that keep each one quiet. */
  alerts(): Promise<{ name: string; state: string; inhibitedBy: string[] }[]>;
  stop(): Promise<void>;
};

const INHIBITION = "alerts/generated/prometheus/alertmanager-inhibit.yaml";
/** For alerts without a channel: nobody reads it, tests see it. */
const NOBODY = "nobody";

/** Debian's package prometheus-alertmanager brings it. */
export const hasAlertmanager = areInstalled("prometheus-alertmanager");

/**
 * Starts a real Alertmanager on loopback with the generated inhibition, one receiver for each channel, and a server that
 * takes down what they are told. Whoever starts it stops it.
 */
export async function startAlertmanager(): Promise<Alertmanager> {
  const notifications: Notification[] = [];
  const people = createServer((incoming, outgoing) => {
    textOf(incoming).then((text) => {
      const { receiver, alerts } = Message.parse(JSON.parse(text));
      notifications.push(...alerts.map((alert) => ({ to: receiver, ...alert })));
      outgoing.end();
    });
  }).listen(0, "127.0.0.1");
  await once(people, "listening");
  const { port } = people.address() as AddressInfo;
  const channels = Object.values(CHANNEL_OF);
  const settings = {
    ...z.object({ inhibit_rules: z.array(z.unknown()) }).parse(parse(await readFile(INHIBITION, "utf8"))),
    route: {
      receiver: NOBODY,
      // Each alert by itself and at once: a test waits for it.
      group_by: ["..."],
      group_wait: "0s",
      group_interval: "500ms",
      routes: channels.map((channel) => ({ receiver: channel, matchers: [`channel="${channel}"`] })),
    },
    receivers: [NOBODY, ...channels].map((name) => ({
      name,
      webhook_configs: [{ url: `http://127.0.0.1:${port}/`, send_resolved: true }],
    })),
  };
  const folder = await mkdtemp(path.join(tmpdir(), "alxderia-alertmanager-"));
  const config = path.join(folder, "alertmanager.yml");
  await writeFile(config, JSON.stringify(settings));
  const address = `127.0.0.1:${await freePort()}`;
  const options = [
    `--config.file=${config}`,
    `--storage.path=${path.join(folder, "data")}`,
    `--web.listen-address=${address}`,
    // Alone: no gossip, and no port for it.
    "--cluster.listen-address=",
    "--log.level=warn",
  ];
  const server = await startServer("prometheus-alertmanager", options, `http://${address}/-/ready`);
  return {
    address,
    notifications: () => notifications,
    async alerts() {
      const known = Known.parse(await (await fetch(`http://${address}/api/v2/alerts`)).json());
      const names = new Map(known.map(({ fingerprint, labels }) => [fingerprint, labels.alertname ?? ""]));
      return known.map(({ labels, status }) => ({
        name: labels.alertname ?? "",
        state: status.state,
        inhibitedBy: status.inhibitedBy.map((fingerprint) => names.get(fingerprint) ?? fingerprint),
      }));
    },
    async stop() {
      await server.stop();
      people.closeAllConnections();
      people.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function textOf(incoming: IncomingMessage): Promise<string> {
  let text = "";
  incoming.setEncoding("utf8");
  for await (const piece of incoming) text += piece;
  return text;
}
