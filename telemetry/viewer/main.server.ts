// `npm run observe:local`: looks at the traces and metrics of a local run, without containers.
import { parseArgs } from "node:util";
import { METRICS_PATH } from "../conventions.ts";
import { startViewer } from "./viewer.server.ts";

const USAGE = `Shows the traces and metrics of a local run in a browser; nothing leaves this machine.

npm run observe:local -- [options]
  --port <n>          the page (default 9465)
  --otlp-port <n>     where traces are received (default 4318)
  --metrics-port <n>  the product's METRICS_PORT (default 9464)
  --help
`;

const options = {
  port: { type: "string", default: "9465" },
  "otlp-port": { type: "string", default: "4318" },
  "metrics-port": { type: "string", default: "9464" },
  help: { type: "boolean", default: false },
} as const;

function readArguments() {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : error}\n\n${USAGE}`, 2);
  }
}

function readPort(name: string, value: string): number {
  const port = Number(value);
  if (/^\d+$/.test(value) && port <= 65_535) return port;
  return fail(`--${name} is ${JSON.stringify(value)}; it must be a number from 0 to 65535`, 2);
}

function fail(message: string, code: number): never {
  console.error(message);
  process.exit(code);
}

const given = readArguments();
if (given.help) {
  console.log(USAGE);
  process.exit(0);
}
const metricsPort = readPort("metrics-port", given["metrics-port"]);
const viewer = await startViewer({
  port: readPort("port", given.port),
  otlpPort: readPort("otlp-port", given["otlp-port"]),
  metricsUrl: `http://127.0.0.1:${metricsPort}${METRICS_PATH}`,
  scrapeSeconds: 5,
}).catch((error: NodeJS.ErrnoException & { port?: number }) =>
  fail(
    error.code === "EADDRINUSE"
      ? `port ${error.port} is taken: stop what listens there (npm run observe takes 4318 too), or give another port; see --help`
      : String(error),
    1,
  ),
);

console.log(`Traces and metrics: ${viewer.url}

Start the product in another terminal so that it sends its traces here:

  OTEL_EXPORTER_OTLP_ENDPOINT=${viewer.otlpEndpoint} npm start

Stop with Ctrl+C.`);

for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void viewer.stop());
