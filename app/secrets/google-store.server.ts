import { setTimeout as sleep } from "node:timers/promises";
import { SecretManagerServiceClient } from "@google-cloud/secret-manager";
import { type SecretFault, StoreError } from "./secret-error.ts";
import type { SecretStore, StoreOptions } from "./store.ts";

/** By HTTP status, and by code of gRPC where the SDK translates: https://cloud.google.com/apis/design/errors#error_codes */
const FAULTS: Readonly<Record<number, SecretFault>> = {
  3: "missing",
  4: "timeout",
  5: "missing",
  7: "denied",
  8: "throttled",
  9: "missing",
  16: "denied",
  400: "missing",
  401: "denied",
  403: "denied",
  404: "missing",
  408: "timeout",
  429: "throttled",
  504: "timeout",
};

/** The SDK repeats no call that goes by HTTP (google-gax 5); AWS's repeats twice, after about as long. */
const PAUSES_MS = [200, 600];
const LATEST = "/versions/latest";
const WORTH_ANOTHER_TRY: ReadonlySet<SecretFault> = new Set(["throttled", "unreachable"]);

/** Google Secret Manager, by HTTP: one access every five minutes needs no channel of gRPC. Credentials as the SDK finds them. */
export function createGoogleStore({ endpoint, giveUpMs }: StoreOptions): SecretStore {
  const client = new SecretManagerServiceClient({ fallback: true, ...(endpoint ? placeOf(endpoint) : {}) });
  const access = async (id: string, signal: AbortSignal): Promise<{ version: string; text: string }> => {
    const answer = client.accessSecretVersion({ name: id }, { timeout: giveUpMs });
    const [version] = await Promise.race([answer, abortOf(signal)]).catch((error: unknown) => {
      throw new StoreError(signal.aborted ? "timeout" : faultOf(error), { cause: error });
    });
    const data = version.payload?.data;
    if (!data) throw new StoreError("unreadable");
    const bytes = typeof data === "string" ? Buffer.from(data, "base64") : Buffer.from(data);
    return { version: version.name ?? "", text: bytes.toString("utf8") };
  };
  const once = async (id: string, signal: AbortSignal) => (await access(id, signal)).text;
  return {
    async fetch(id, signal) {
      for (const pause of PAUSES_MS) {
        try {
          return await once(id, signal);
        } catch (error) {
          if (!(error instanceof StoreError && WORTH_ANOTHER_TRY.has(error.fault))) throw error;
          await sleep(pause);
        }
      }
      return once(id, signal);
    },
    async fetchBefore(id, signal) {
      if (!id.endsWith(LATEST)) return null;
      const { version } = await access(id, signal);
      const before = Number(version.split("/").at(-1)) - 1;
      return before >= 1 ? once(`${id.slice(0, -LATEST.length)}/versions/${before}`, signal) : null;
    },
  };
}

function placeOf(endpoint: string) {
  const { protocol, hostname, port } = new URL(endpoint);
  const usual = protocol === "https:" ? 443 : 80;
  return { apiEndpoint: hostname, port: port === "" ? usual : Number(port), protocol: protocol.slice(0, -1) };
}

/** The SDK takes no signal; what it still does then ends by its own time limit. */
function abortOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

function faultOf(error: unknown): SecretFault {
  const code = typeof error === "object" && error !== null && "code" in error ? Number(error.code) : Number.NaN;
  return FAULTS[code] ?? "unreachable";
}
