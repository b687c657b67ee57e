/** The bundle as a whole cannot be read. The message says what was given, what is allowed and what to do. */
export class BundleError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "BundleError";
  }
}
