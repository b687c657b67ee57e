/** A record is held in memory whole, so that it can be parsed. */
export const MAX_RECORD_BYTES = 64 * 1024 * 1024;
/** Deeper nesting is no export of a provider, and would exhaust the stack of what walks over the value. */
export const MAX_NESTING = 512;

/** @returns the reason for a record that goes beyond MAX_RECORD_BYTES. */
export function describeTooLarge(listKeys: readonly string[]): string {
  const keys = listKeys.map((key) => JSON.stringify(key)).join(" or ");
  const hint = keys === "" ? "" : `; if it is a page, its list must stand under the key ${keys}`;
  return `a record is larger than ${MAX_RECORD_BYTES / 1024 / 1024} MB${hint}`;
}

/** @returns the reason for a bracket that goes beyond MAX_NESTING. */
export function describeTooDeep(): string {
  return `nesting deeper than ${MAX_NESTING} levels, which no export of a provider has`;
}
