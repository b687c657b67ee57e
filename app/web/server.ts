import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { INSTANCE_ID } from "../../telemetry/instance.ts";
import type { Instruments } from "../../telemetry/instruments.ts";
import { readPlan } from "../../telemetry/slo/read-plan.server.ts";
import type { Config } from "../config.server.ts";
import type { Database } from "../db/database.server.ts";
import { answerApi, answerForeign, answerRefused } from "../http/api-handler.server.ts";
import type { AppContext } from "../http/context.ts";
import { drained } from "../http/drain.server.ts";
import { createGracefulStop } from "../http/graceful-stop.server.ts";
import { startMetricsServer } from "../http/metrics-server.server.ts";
import { createRequestObserver } from "../http/observe-request.server.ts";
import { readPath } from "../http/read-path.ts";
import { startRuntimeSnapshots } from "../http/runtime-snapshot.server.ts";
import { commonHeaders } from "../http/security-headers.ts";
import type { ProcessLog } from "../log.ts";
import type { SecretValue } from "../model/secret-value.ts";
import { findOperations } from "../queries/operations.server.ts";
import type { Secrets } from "../secrets/secrets.server.ts";
import { beginProcessRun, endProcessRun } from "../store/process-runs.server.ts";
import { addSloMinutes } from "../store/slo-minutes.server.ts";
import { openAskTools } from "./ask-tools.server.ts";
import { startAuditShipper } from "./audit-shipper.server.ts";
import { sendConsoleToLog } from "./console-to-log.ts";
import { startHistorySealer } from "./history-sealer.server.ts";
import { startHistoryVerifier } from "./history-verifier.server.ts";
import { openSignIn } from "./open-sign-in.server.ts";
import { openPages } from "./pages.server.ts";
import { createProcessContext } from "./process-context.server.ts";
import { startProcessRecord } from "./process-record.server.ts";
import { startSloRecorder } from "./slo-recorder.server.ts";
import { startUpkeepWatch } from "./upkeep-watch.server.ts";
import { openUploads } from "./uploads.server.ts";

export type RunningServer = {
  url: string;
  /** Null when the metrics' port was taken and nobody had asked for it by name. */
  metricsUrl: string | null;
  /** Takes no new requests, lets running ones finish (at most 6.5 s), then closes. */
  stop(): Promise<void>;
};

type Options = {
  config: Config;
  version: string;
  database: Database;
  /** As `database` connects: questions have sessions of their own. */
  appUrl: string;
  /** Of `appUrl`, where it is a secret. */
  password: SecretValue | null;
  secrets: Secrets;
  instruments: Instruments;
  log: ProcessLog;
  dev: boolean;
};

/** A bundle of 2 GiB takes half an hour at 10 Mbit/s; Node gives a request five minutes. */
const SENT_WITHIN_MS = 60 * 60 * 1_000;

/**
 * Starts the web process, and its metrics on a port of their own.
 * @throws Error naming the port when it is taken, or the command to run when the pages are not built
 */
export async function startServer(options: Options): Promise<RunningServer> {
  const { config, version, database, instruments, log } = options;
  const server = createServer({ requestTimeout: SENT_WITHIN_MS });
  const pages = await openPages({ dev: options.dev, server });
  const plan = await readPlan();
  const ask = await openAskTools({ ...options, observer: instruments });
  const oidc = openSignIn(options);
  const uploads = openUploads({ ...options, rerunSaved: ask.rerunSaved });
  const shared = await createProcessContext({ ...options, plan, ask, oidc, uploads });
  const headers = Object.entries(commonHeaders(oidc?.publicUrl ?? null));
  const observe = createRequestObserver({ instruments, logOf: log.of });
  server.on("request", (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const observed = observe(incoming, outgoing);
    for (const [name, value] of headers) outgoing.setHeader(name, value);
    const context: AppContext = {
      ...shared,
      trace: observed.trace,
      failed: observed.failed,
      log: log.of(observed.trace),
      drained: () => drained(outgoing),
      nonce: randomBytes(16).toString("base64"),
    };
    const answer = async () => {
      const path = readPath(incoming);
      if (typeof path !== "string") return answerRefused(incoming, outgoing, path, context);
      const match = await pages.match(path);
      observed.route = match.label;
      if (await answerApi(incoming, outgoing, match, context)) return;
      if (!(await answerForeign(incoming, outgoing, context))) await pages.answer(incoming, outgoing, context);
    };
    observed.run(answer).catch((error: unknown) => {
      observed.failed({ problem: "internal", error });
      if (outgoing.headersSent) outgoing.destroy();
      else outgoing.writeHead(500, { "content-type": "text/plain" }).end("Something failed on our side\n");
    });
  });
  const graceful = createGracefulStop(server);
  const port = await listen(server, config.port, config.host);
  const releaseConsole = options.dev ? () => {} : sendConsoleToLog(log);
  instruments.watchPool(database.poolState);
  const metrics = await openMetrics(options);
  const endSnapshots = startRuntimeSnapshots({ instruments, database, log });
  const recorder = startSloRecorder({
    instruments,
    plan,
    instance: INSTANCE_ID,
    log,
    store: (flush) => addSloMinutes(database, flush),
  });
  const endSealer = startHistorySealer({
    history: config.history,
    mayMakeKey: config.databaseUrl === null,
    database,
    log,
  });
  const endShipper = startAuditShipper({ database, log });
  const endVerifier = startHistoryVerifier({ history: config.history, database, log });
  const endWatch = startUpkeepWatch({ history: config.history, database, instruments, log });
  const startedAt = new Date().toISOString();
  const endRecord = startProcessRecord({
    log,
    begin: () => beginProcessRun(database, { instance: INSTANCE_ID, revision: config.revision, version, startedAt }),
    end: () => endProcessRun(database, INSTANCE_ID, new Date().toISOString()),
  });
  return {
    url: `http://localhost:${port}`,
    metricsUrl: metrics && `http://localhost:${portOf(metrics)}`,
    async stop() {
      // Most of what waits is stored while requests end, so that the last flush is a small one.
      void recorder.flush();
      await graceful.stop();
      await uploads.close();
      await ask.close();
      endSealer();
      endVerifier();
      endWatch();
      await Promise.all([recorder.stop(), endRecord(), endShipper()]);
      endSnapshots();
      await new Promise<void>((resolve) => (metrics ? metrics.close(() => resolve()) : resolve()));
      releaseConsole();
    },
  };
}

/** The metrics are no reason not to start: their usual port may belong to another instance of this machine. */
async function openMetrics({ config, database, instruments, log }: Options): Promise<Server | null> {
  try {
    return await startMetricsServer({
      instruments,
      host: config.metricsPort.host,
      port: config.metricsPort.port,
      readOperations: () => findOperations(database),
      onFailure: (error) => log.warn({ error }, "the metrics of syncs could not be read"),
    });
  } catch (error) {
    if (!isTaken(error)) throw error;
    if (config.metricsPort.given) throw new Error(taken("METRICS_PORT", config.metricsPort.port));
    log.warn({ port: config.metricsPort.port }, "the port of the metrics is taken; they are not served");
    return null;
  }
}

async function listen(server: Server, port: number, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(isTaken(error) ? new Error(taken("PORT", port)) : error));
    server.listen(port, host, resolve);
  });
  return portOf(server) ?? port;
}

function portOf(server: Server): number | null {
  const address = server.address();
  return typeof address === "object" && address ? address.port : null;
}

const isTaken = (error: unknown) => (error as NodeJS.ErrnoException).code === "EADDRINUSE";

const taken = (key: string, port: number) =>
  `port ${port} is taken. Set ${key} to another one, or stop what listens there.`;
