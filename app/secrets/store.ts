/** A store of secrets, reached by its provider's SDK. */
export type SecretStore = {
  /**
   * One access, with quick retries of the SDK's own.
   * @throws StoreError
   */
  fetch(id: string, signal: AbortSignal): Promise<string>;
};

/** `endpoint`: address of the store, when not at the provider's own; `giveUpMs`: longest time of one access */
export type StoreOptions = { endpoint: string | null; giveUpMs: number };
