import type { SecretUse } from "../model/secret-value.ts";

/**
 * - `denied`: we are not known, or may not · `missing`: no such secret or version, or one that is switched off
 * - `throttled`: too many accesses · `timeout`: no answer in time · `unreachable`: no connection, or the store failed
 * - `unreadable`: what it holds is not what the configuration says
 */
export type SecretFault = "denied" | "missing" | "throttled" | "timeout" | "unreachable" | "unreadable";

/** Why the store gave no value. */
export class StoreError extends Error {
  override name = "StoreError";
  readonly fault: SecretFault;

  constructor(fault: SecretFault, options: { cause?: unknown } = {}) {
    super(fault, options);
    this.fault = fault;
  }
}

const ADVICE: Readonly<Record<SecretFault, string>> = {
  denied: "let this process's role read it, and decrypt it with its key",
  missing: "check the name, and that it has a current version",
  throttled: "try again in a moment",
  timeout: "check the network between here and the store",
  unreachable: "check the network, the region and SECRETS_ENDPOINT",
  unreadable: "it must be a text, or JSON with the field that the configuration names after #",
};

const KEYS: Readonly<Record<SecretUse, string>> = {
  database: "DATABASE_SECRET",
  llm: "LLM_API_KEY_SECRET",
  llm_fallback: "LLM_FALLBACK_API_KEY_SECRET",
  oidc: "OIDC_CLIENT_SECRET_SECRET",
};

/** A secret that is needed and cannot be read; the message names the key of the configuration and holds no value. */
export class SecretError extends Error {
  override name = "SecretError";
  readonly fault: SecretFault;

  constructor(use: SecretUse, fault: SecretFault, options: { cause?: unknown } = {}) {
    super(`the secret of ${KEYS[use]} cannot be read (${fault}): ${ADVICE[fault]}`, options);
    this.fault = fault;
  }
}
