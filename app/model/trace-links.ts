const PLACEHOLDER = /\{([^{}]*)\}/g;
const KNOWN: ReadonlySet<string> = new Set(["from", "to", "traceId"]);

/** What a link leads to: a time (ISO 8601) and, where one is known, a trace. */
export type TraceTarget = { from: string; to: string; traceId: string | null };

/** @returns what is wrong with a template of links to traces, in words; null when nothing is */
export function describeTemplateFault(template: string): string | null {
  const names = [...template.matchAll(PLACEHOLDER)].map(([, name = ""]) => name);
  const unknown = names.find((name) => !KNOWN.has(name));
  if (unknown !== undefined) return `{${unknown}} is no placeholder; allowed: {from}, {to}, {traceId}`;
  if (names.length === 0) return "must hold {traceId}, or {from} and {to}";
  const url = URL.parse(template.replace(PLACEHOLDER, "0"));
  if (url === null || !/^https?:$/.test(url.protocol)) return "must be an address that begins with http:// or https://";
  if (url.username !== "" || url.password !== "") return "must hold no user and no password: every page shows it";
  return null;
}

/**
 * The address that a template gives, `{from}` and `{to}` in milliseconds since 1970.
 * @returns null when the template asks for a trace and none is known
 */
export function traceLink(template: string, { from, to, traceId }: TraceTarget): string | null {
  if (traceId === null && template.includes("{traceId}")) return null;
  const values: Record<string, string> = {
    from: String(Date.parse(from)),
    to: String(Date.parse(to)),
    traceId: traceId ?? "",
  };
  return template.replace(PLACEHOLDER, (_, name: string) => encodeURIComponent(values[name] ?? ""));
}
