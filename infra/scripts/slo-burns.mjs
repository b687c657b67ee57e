// Whether an objective burns its budget at a rate that pages somebody, as the cloud itself says it.
// Asked before a deployment (preflight.sh), and every minute after one (deploy.sh), which then takes it back.
// Which alarms and which rates: the generated files, so that this and the alarms can never mean something else.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";

const USAGE = `Usage: node infra/scripts/slo-burns.mjs <aws|gcp>

AWS: state of the critical burn-rate alarms (AWS_REGION). Google: burn rates of the critical policies (GCP_PROJECT_ID).
Exit codes: 0 nothing burns, 1 something does (a line each) or the cloud did not answer, 2 wrong usage.`;

const generated = path.resolve(import.meta.dirname, "../../alerts/generated");
const MONITORING = process.env.CLOUD_MONITORING_URL ?? "https://monitoring.googleapis.com";
const [cloud] = process.argv.slice(2);
const { AWS_REGION, GCP_PROJECT_ID } = process.env;

if (cloud === "--help" || cloud === "-h") end(USAGE, 0);
if (cloud === "aws" && !AWS_REGION) end("AWS_REGION is not set", 2);
if (cloud === "gcp" && !GCP_PROJECT_ID) end("GCP_PROJECT_ID is not set", 2);
if (cloud !== "aws" && cloud !== "gcp") end(USAGE, 2);

try {
  const burning = cloud === "aws" ? readAlarms() : await readBurnRates();
  if (burning.length > 0) end(burning.join("\n"), 1);
} catch (error) {
  end(`could not tell whether an objective burns: ${error.message}`, 1);
}
console.error("no objective burns its budget");

/** Names of the critical burn-rate alarms that are in ALARM. */
function readAlarms() {
  const { alarms } = read("cloudwatch/composite-alarms.json");
  const critical = Object.values(alarms).filter(
    ({ name, severity }) => severity === "critical" && /-burn-rate-/.test(name),
  );
  const answer = execFileSync(
    "aws",
    [
      ...["cloudwatch", "describe-alarms", "--region", AWS_REGION, "--alarm-types", "CompositeAlarm"],
      ...["--state-value", "ALARM", "--alarm-names", ...critical.map(({ name }) => name), "--output", "json"],
    ],
    { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] },
  );
  return JSON.parse(answer).CompositeAlarms.map(({ AlarmName }) => `burning: ${AlarmName}`);
}

/** Critical policies whose burn rates are all above their threshold. */
async function readBurnRates() {
  const token = execFileSync("gcloud", ["auth", "print-access-token"], { encoding: "utf8" }).trim();
  const { policies } = read("cloud-monitoring/alert-policies.json");
  const burning = [];
  for (const { name, severity, conditions } of Object.values(policies)) {
    const rates = conditions.filter((one) => one.conditionThreshold?.filter.startsWith("select_slo_burn_rate"));
    if (severity !== "CRITICAL" || rates.length === 0) continue;
    let above = true;
    for (const { conditionThreshold } of rates) {
      const rate = await readLatest(conditionThreshold.filter.replaceAll(`\${project}`, GCP_PROJECT_ID), token);
      above &&= rate !== null && rate > conditionThreshold.thresholdValue;
    }
    if (above) burning.push(`burning: ${name}`);
  }
  return burning;
}

/** The newest value of a burn rate in the last ten minutes, or null when there is none: no traffic burns nothing. */
async function readLatest(filter, token) {
  const now = new Date();
  const query = new URLSearchParams({
    filter,
    "interval.endTime": now.toISOString(),
    "interval.startTime": new Date(now.getTime() - 600_000).toISOString(),
  });
  const answer = await fetch(`${MONITORING}/v3/projects/${GCP_PROJECT_ID}/timeSeries?${query}`, {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(10_000),
  });
  // No such objective: the first deployment makes it.
  if (answer.status === 404) return null;
  if (!answer.ok) throw new Error(`Cloud Monitoring answered ${answer.status} to ${filter}`);
  const { timeSeries = [] } = await answer.json();
  return timeSeries[0]?.points?.[0]?.value?.doubleValue ?? null;
}

function read(file) {
  return JSON.parse(readFileSync(path.join(generated, file), "utf8"));
}

function end(message, code) {
  console.error(message);
  process.exit(code);
}
