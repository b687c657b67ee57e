/** A secret that may change while the process runs. */
export type SecretValue = {
  /** The value that is held; the first call fetches it. */
  read(): Promise<string>;
  /**
   * To be called when whoever checks the secret refused it: fetches it anew. While the store still gives the refused
   * one, it is the value before that, once, and then whatever comes within the patience. Fails never: without another
   * value it is the refused one.
   */
  readAfterRefusal(refused: string, patienceMs: number): Promise<string>;
};

/** What a secret is for: the value of a label and of a log field, never the secret's own name. */
export type SecretUse = "database" | "llm" | "llm_fallback" | "oidc";
