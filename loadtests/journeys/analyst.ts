import type { Settings } from "../settings.ts";
import { inHtml, isHeaded, nextCursorOf, pathWith, pick } from "./answers.ts";
import type { Ask } from "./ask.ts";
import type { Drawn } from "./drawn.ts";
import { signIn } from "./sign-in.ts";

/** An analyst in a browser: signs in, explores, turns pages, searches, opens people and resources, exports. */
export function walkAsAnalyst(ask: Ask, settings: Settings, drawn: Drawn): void {
  const [person, resource, pair] = [pick(drawn.people), pick(drawn.resources), pick(drawn.pairs)];
  signIn(ask, settings, "analyst");
  ask({ route: "/", path: "/", shows: "the overview", when: (page) => isHeaded(page, "Overview") });
  turnPages(ask, drawn.pageLength);
  ask({
    route: "/people",
    path: pathWith("/people", { search: person.name }),
    shows: "the person searched for",
    when: ({ body }) => body.includes(`/people/${person.id}`),
  });
  ask({
    route: "/people/:id",
    path: `/people/${person.id}`,
    shows: "the person",
    when: (page) => isHeaded(page, person.name),
  });
  ask({
    route: "/resources/*",
    path: `/resources/${resource.id}`,
    shows: "the resource",
    when: (page) => isHeaded(page, resource.name ?? resource.nativeId),
  });
  ask({
    route: "/explain",
    path: pathWith("/explain", pair),
    shows: "the resource that is reached",
    when: ({ body }) => /<h1[^>]*>Why [^<]+<\/h1>/.test(body) && body.includes(inHtml(pair.resource)),
  });
  ask({
    route: "/api/access/export",
    path: pathWith("/api/access/export", { format: "csv", resource: pair.resource }),
    shows: "all of a resource's access as CSV",
    when: (answer) => answer.header("content-type").startsWith("text/csv") && answer.body.trim().includes("\n"),
  });
}

/** The explorer, and two pages further by the page's own link. */
function turnPages(ask: Ask, length: number): void {
  const path = (cursor: string | null) => pathWith("/access", { limit: String(length), cursor });
  let page = ask({
    route: "/access",
    path: path(null),
    shows: "the explorer",
    when: (answer) => isHeaded(answer, "Access") && nextCursorOf(answer) !== null,
  });
  for (const number of ["second", "third"]) {
    const before = nextCursorOf(page);
    page = ask({
      route: "/access",
      path: path(before),
      shows: `its ${number} page`,
      when: (answer) => isHeaded(answer, "Access") && nextCursorOf(answer) !== null && nextCursorOf(answer) !== before,
    });
  }
}
