import type pg from "pg";
import type { Page } from "playwright-core";

/** A page of the product; `path` is an address that this database has. */
export type NamedPage = { name: string; path: string };

/** Somebody and something that many rows speak of, so that their pages are the longest of their kind. */
type Busiest = { person: string; other: string; resource: string };

async function findBusiest(client: pg.Client): Promise<Busiest> {
  const values = async (sql: string) => (await client.query<{ value: string }>(sql)).rows.map(({ value }) => value);
  const [person, other] = await values(
    `select links.person_id::text as value from mv_effective_access
     join canonical_user_provider_links as links on links.account_id = mv_effective_access.subject_account_id
     group by links.person_id order by count(*) desc, links.person_id limit 2`,
  );
  const [resource] = await values(
    `select resources.native_id as value from resources join
     (select resource_node_id, count(*) as rows from mv_effective_access group by resource_node_id) as reached
     on reached.resource_node_id = resources.id order by reached.rows desc, resources.id limit 1`,
  );
  if (person === undefined || other === undefined || resource === undefined) {
    throw new Error("the database holds no effective access. Run: npm run bench:ingest");
  }
  return { person, other, resource };
}

/** @returns every page that a browser shows, with the busiest person and resource of the database. */
export async function listPages(client: pg.Client, page: Page, origin: string): Promise<NamedPage[]> {
  const { person, other, resource } = await findBusiest(client);
  const explain = `/explain?${new URLSearchParams({ person, resource })}`;
  const first = async (path: string, prefix: string) => {
    await page.goto(`${origin}${path}`);
    const href = await page.locator(`main a[href^="${prefix}"]`).first().getAttribute("href");
    if (href === null) throw new Error(`${path} has no link to ${prefix}`);
    return href;
  };
  await page.goto(`${origin}/ask`);
  await page.getByRole("textbox", { name: "Your question" }).fill("Which admins have no MFA?");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/ask\/[0-9a-f-]{36}/);
  const answer = new URL(page.url()).pathname;
  return [
    { name: "overview", path: "/" },
    { name: "findings", path: "/findings" },
    { name: "finding", path: await first("/findings", "/findings/") },
    { name: "changes", path: "/changes" },
    { name: "changes, first reading", path: "/changes?from=1970-01-01T00:00:00Z" },
    { name: "ask", path: "/ask" },
    { name: "answer", path: answer },
    { name: "questions asked", path: "/ask/history" },
    { name: "questions saved", path: "/ask/saved" },
    { name: "access", path: "/access" },
    { name: "access, one path open", path: await first("/access", "/access?row=") },
    { name: "access, by person", path: await first("/access", "/access?group=person") },
    { name: "people", path: "/people" },
    { name: "person", path: `/people/${person}` },
    { name: "two people", path: `/people/${person}/compare?${new URLSearchParams({ other })}` },
    { name: "groups", path: "/groups" },
    { name: "group", path: await first("/groups", "/groups/") },
    { name: "resources", path: "/resources" },
    { name: "resource", path: `/resources/${resource}` },
    { name: "explain", path: "/explain" },
    { name: "why", path: explain },
    { name: "queue", path: "/queue" },
    { name: "queue, in bulk", path: await first("/queue", "/queue/bulk") },
    { name: "queue, a decision", path: await first("/queue", "/queue/decision?") },
    { name: "queue, decisions", path: "/queue/decisions" },
    { name: "sources", path: "/sources" },
    { name: "run", path: await first("/sources", "/sources/runs/") },
    { name: "service levels", path: "/slo" },
    { name: "weekly report", path: "/slo/report" },
    { name: "runbook", path: "/slo/runbooks/availability" },
    { name: "audit", path: "/audit" },
    { name: "sign-in", path: "/sign-in" },
  ];
}
