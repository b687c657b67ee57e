/** A store of secrets, reached by its provider's SDK. */
export type SecretStore = {
  /**
   * One access, with quick retries of the SDK's own.
   * @throws StoreError
   */
  fetch(id: string, signal: AbortSignal): Promise<string>;
  /**
   * What it was before it last changed. A process that starts while it changes never held that.
   * @returns null when the id names one version only, or the first
   * @throws StoreError
   */
  fetchBefore(id: string, signal: AbortSignal): Promise<string | null>;
};

/** `endpoint`: address of the store, when not at the provider's own; `giveUpMs`: longest time of one access */
export type StoreOptions = { endpoint: string | null; giveUpMs: number };
