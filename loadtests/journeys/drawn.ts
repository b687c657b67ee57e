import http from "k6/http";
import type { Settings } from "../settings.ts";
import type { List } from "./answers.ts";
import { pathWith } from "./answers.ts";

/** What the instance holds, as far as journeys need it. Ids are what its own lists gave. */
export type Drawn = {
  readonly people: readonly { readonly id: string; readonly name: string }[];
  readonly resources: readonly { readonly id: string; readonly nativeId: string; readonly name: string | null }[];
  readonly groups: readonly { readonly id: string; readonly label: string }[];
  /** Somebody who has access to something. */
  readonly pairs: readonly { readonly person: string; readonly resource: string }[];
  /** Source records behind such access. */
  readonly records: readonly { readonly table: string; readonly id: string }[];
  /** So many rows of access on a page that there are more pages than a journey turns. */
  readonly pageLength: number;
};

type AccessRow = { person: { id: string } | null; resource: { id: string } };
type Explanation = { paths: { edges: { source: { table: string; id: string } | null }[] }[] };

const MOST = "200";
/** Pages that a journey turns; see analyst.ts and api-client.ts. */
const PAGES_TURNED = 3;
const LONGEST_PAGE = 50;
const EXPLAINED = 5;

/**
 * Draws what the journeys ask about from the running instance.
 * @throws Error that says what the instance does not hold; k6 then ends before the load begins
 */
export function drawFrom(settings: Settings): Drawn {
  const read = <Body>(path: string, query: Record<string, string>): Body => {
    const response = http.get(`${settings.url}${pathWith(path, query)}`, {
      headers: settings.token === null ? {} : { authorization: `Bearer ${settings.token}` },
      tags: { name: path },
      timeout: "30s",
    });
    if (response.status !== 200) {
      throw new Error(`${settings.url}${path} answered ${response.status}: ${response.error || response.body}`);
    }
    return JSON.parse(String(response.body)) as Body;
  };
  const list = <Row>(path: string): readonly Row[] => {
    const { data } = read<List<Row>>(path, { limit: MOST });
    if (data.length === 0) throw new Error(`${settings.url}${path} is empty: ingest a bundle first`);
    return data;
  };
  const access = list<AccessRow>("/api/access");
  const pairs = access.flatMap(({ person, resource }) =>
    person === null ? [] : [{ person: person.id, resource: resource.id }],
  );
  if (pairs.length === 0) throw new Error(`nobody has access to anything on ${settings.url}: ingest a bundle first`);
  const records = pairs.slice(0, EXPLAINED).flatMap((pair) =>
    read<Explanation>("/api/access/explain", pair)
      .paths.flatMap(({ edges }) => edges)
      .flatMap(({ source }) => (source === null ? [] : [{ table: source.table, id: source.id }])),
  );
  if (records.length === 0) throw new Error(`no source record is behind the access on ${settings.url}`);
  return {
    people: list<Drawn["people"][number]>("/api/people").map(({ id, name }) => ({ id, name })),
    resources: list<Drawn["resources"][number]>("/api/resources").map(({ id, nativeId, name }) => ({
      id,
      nativeId,
      name,
    })),
    groups: list<Drawn["groups"][number]>("/api/groups").map(({ id, label }) => ({ id, label })),
    pairs,
    records,
    pageLength: Math.max(1, Math.min(LONGEST_PAGE, Math.floor(access.length / (PAGES_TURNED + 1)))),
  };
}
