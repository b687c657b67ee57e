import type { SecretName, SecretStoreName } from "../model/secret-name.ts";
import type { SecretUse, SecretValue } from "../model/secret-value.ts";
import { passwordOf, readSecret } from "./read-secret.ts";
import { SecretError, type SecretFault, StoreError } from "./secret-error.ts";
import { createSecretValue, type SecretTimes } from "./secret-value.server.ts";
import type { SecretStore, StoreOptions } from "./store.ts";

/** One access to a store; `fault` is null when it succeeded. */
export type SecretAccess = { secret: SecretUse; fault: SecretFault | null; seconds: number };

export type Secrets = {
  /** @returns the secret, which is fetched when it is first read; reading fails with a SecretError */
  open(use: SecretUse, name: SecretName): SecretValue;
  /** Fetches nothing more; what is held stays readable. */
  close(): void;
};

type Options = {
  /** Address of the store, when not at the provider's own. */
  endpoint: string | null;
  onAccess(access: SecretAccess): void;
  times?: Partial<SecretTimes>;
};

const TIMES: SecretTimes = { keep: 300_000, retry: 30_000, giveUp: 4_000, pause: 500 };

/** Secrets of AWS Secrets Manager and Google Secret Manager; docs/secrets.md. */
export function createSecrets({ endpoint, onAccess, times: given }: Options): Secrets {
  const times = { ...TIMES, ...given };
  const stores = new Map<SecretStoreName, Promise<SecretStore>>();
  const opened: { close(): void }[] = [];
  const storeOf = (name: SecretStoreName) => {
    const known = stores.get(name) ?? createStore(name, { endpoint, giveUpMs: times.giveUp });
    stores.set(name, known);
    return known;
  };
  return {
    open(use, { store, id, field }) {
      const valueIn = (whole: string) => {
        const text = readSecret(whole, field);
        return use === "database" ? passwordOf(text) : text;
      };
      const value = createSecretValue({
        async fetch(signal) {
          try {
            return valueIn(await (await storeOf(store)).fetch(id, signal));
          } catch (error) {
            throw error instanceof StoreError ? error : new StoreError("unreachable", { cause: error });
          }
        },
        // Only the database may take the old one for long after the secret has changed.
        ...(use === "database"
          ? {
              async fetchBefore(signal: AbortSignal) {
                const whole = await (await storeOf(store)).fetchBefore(id, signal);
                return whole === null ? null : valueIn(whole);
              },
            }
          : {}),
        onAccess: (fault, seconds) => onAccess({ secret: use, fault, seconds }),
        times,
      });
      opened.push(value);
      return {
        ...value,
        read: () =>
          value.read().catch((error: unknown) => {
            throw new SecretError(use, error instanceof StoreError ? error.fault : "unreachable", { cause: error });
          }),
      };
    },
    close() {
      for (const value of opened.splice(0)) value.close();
    },
  };
}

/** Loads the SDK of one provider only, and neither when no secret is named: each takes a while and some megabytes. */
async function createStore(name: SecretStoreName, options: StoreOptions): Promise<SecretStore> {
  return name === "aws"
    ? (await import("./aws-store.server.ts")).createAwsStore(options)
    : (await import("./google-store.server.ts")).createGoogleStore(options);
}
