type Query = Record<string, string | number | null | undefined>;

/** @returns the path with those parameters that have a value, e.g. `/access?provider=github`. */
export function withQuery(path: string, query: Query): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== "") params.set(name, String(value));
  }
  const text = params.toString();
  return text === "" ? path : `${path}?${text}`;
}

const segment = encodeURIComponent;

/** Addresses of the pages. Ids are data: they may hold slashes, quotes or anything else. */
export const hrefs = {
  person: (id: string) => `/people/${segment(id)}`,
  /** @param other uuid or e-mail of whom the person is compared with */
  compare: (id: string, other: string | null = null) => withQuery(`/people/${segment(id)}/compare`, { other }),
  group: (id: string) => `/groups/${segment(id)}`,
  /** @param id uuid of the resource, or the provider's own id */
  resource: (id: string) => `/resources/${id.split("/").map(segment).join("/")}`,
  finding: (id: string) => `/findings/${segment(id)}`,
  run: (id: string) => `/sources/runs/${segment(id)}`,
  upload: (id: string) => `/sources/uploads/${segment(id)}`,
  /** A decision, looked at before it is made. */
  decision: (query: Query) => withQuery("/queue/decision", query),
  explain: (person: string, resource: string) => withQuery("/explain", { person, resource }),
  /** @param name of a file in docs/runbooks, without its ending */
  runbook: (name: string) => `/slo/runbooks/${segment(name)}`,
  /** @param picks choices made so far, while more are to be made */
  asked: (id: string, picks: Readonly<Record<string, string>> = {}) =>
    withQuery(`/ask/${segment(id)}`, { picks: Object.keys(picks).length === 0 ? null : JSON.stringify(picks) }),
  access: (query: Query) => withQuery("/access", query),
};
