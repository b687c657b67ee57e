import { jsonOf, type List, pageOf, pathWith, pick } from "./answers.ts";
import type { Answer, Ask } from "./ask.ts";
import type { Drawn } from "./drawn.ts";

type Row = { person: { id: string } | null; resource: { id: string } };

const rowsOf = <Each>(answer: Answer): readonly Each[] => jsonOf<List<Each>>(answer).data;
const all = <Each>(rows: readonly Each[], test: (row: Each) => boolean): boolean => rows.length > 0 && rows.every(test);

/** A program that reads the API: access of people and resources with its reasons, pages of lists, single things. */
export function callAsProgram(ask: Ask, drawn: Drawn): void {
  const pair = pick(drawn.pairs);
  askAboutAccess(ask, pair);
  const record = pick(drawn.records);
  ask({
    route: "/api/history/:type/:id",
    path: `/api/history/${record.table}/${record.id}`,
    shows: "what happened to a record",
    when: (answer) => rowsOf(answer).length > 0,
  });
  turnPages(ask, drawn.pageLength);
  const person = pick(drawn.people);
  ask({
    route: "/api/people",
    path: pathWith("/api/people", { search: person.name }),
    shows: "the person searched for",
    when: (answer) => rowsOf<{ id: string }>(answer).some(({ id }) => id === person.id),
  });
  askForOne(ask, "/api/people/:id", `/api/people/${person.id}`, person.id);
  const resource = pick(drawn.resources);
  askForOne(ask, "/api/resources/*", `/api/resources/${resource.id}`, resource.id);
  const group = pick(drawn.groups);
  askForOne(ask, "/api/groups/:id", `/api/groups/${group.id}`, group.id);
  ask({
    route: "/api/accounts",
    path: pathWith("/api/accounts", { status: "active" }),
    shows: "active accounts alone",
    when: (answer) => all(rowsOf<{ status: string }>(answer), ({ status }) => status === "active"),
  });
}

function askAboutAccess(ask: Ask, pair: Drawn["pairs"][number]): void {
  ask({
    route: "/api/access",
    path: pathWith("/api/access", { person: pair.person }),
    shows: "the access of one person alone",
    when: (answer) => all(rowsOf<Row>(answer), ({ person }) => person?.id === pair.person),
  });
  ask({
    route: "/api/access",
    path: pathWith("/api/access", { resource: pair.resource }),
    shows: "the access to one resource alone",
    when: (answer) => all(rowsOf<Row>(answer), ({ resource }) => resource.id === pair.resource),
  });
  ask({
    route: "/api/access/explain",
    path: pathWith("/api/access/explain", pair),
    shows: "every path",
    when: (answer) => jsonOf<{ paths: unknown[] }>(answer).paths.length > 0,
  });
}

/** Three pages by their cursors; no two are the same. */
function turnPages(ask: Ask, length: number): void {
  const seen: string[] = [];
  let cursor: string | null = null;
  for (const number of ["first", "second", "third"]) {
    const answer = ask({
      route: "/api/access",
      path: pathWith("/api/access", { limit: String(length), cursor }),
      shows: `its ${number} page`,
      when: ({ body }) => pageOf({ body })?.data.length === length && !seen.includes(body),
    });
    seen.push(answer.body);
    cursor = pageOf(answer)?.nextCursor ?? null;
  }
}

function askForOne(ask: Ask, route: string, path: string, id: string): void {
  ask({ route, path, shows: "the one asked for", when: (answer) => jsonOf<{ id: string }>(answer).id === id });
}
