import type { IncomingMessage } from "node:http";

/** What the store does with one access instead of giving the secret. */
export type SecretTurn = "denied" | "throttled" | "broken" | "silent" | "empty";

export type Answer = { status: number; body: unknown };

/** How one provider's store is spoken to. */
export type SecretProtocol = {
  /** @returns the answer to a request that is no access, such as for a token; null when it is one */
  aside(path: string): Answer | null;
  /** Id of the secret that is asked for; null when the request is not well-formed. */
  idOf(incoming: IncomingMessage, body: string): string | null;
  given(id: string, text: string): Answer;
  failure(turn: Exclude<SecretTurn, "silent" | "empty"> | "missing"): Answer;
  empty(id: string): Answer;
  /** Environment with which the SDK finds credentials. */
  environment(url: string): Record<string, string>;
};
