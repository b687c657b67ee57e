/** The environment cannot be used; the message names every bad key, what was given and what is allowed. */
export class ConfigError extends Error {
  override name = "ConfigError";
}
