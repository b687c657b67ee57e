import { beforeAll, describe, expect, test } from "vitest";
import { runCli } from "../support/product.server.ts";
import { storeReadSideOrganisation } from "../support/read-side-organisation.ts";
import { createTestDatabase } from "../support/test-database.server.ts";
import { startWebProcess } from "../support/web-process.server.ts";
import { createLogin } from "./login.server.ts";
import { signIn } from "./signed-in.ts";

const ADA = "ada@northwind.example";
const SECRETS = {
  databasePassword: "hunter2-of-the-database",
  sessionSecret: "swordfish-session-secret-0123456789abcdef",
  bearer: "bearer-value-5f2c9e",
  search: "zebra-crossing",
  stranger: "mallory@elsewhere.example",
  phone: "+49-170-5550199",
};

const stored = await createTestDatabase();
await storeReadSideOrganisation(stored, stored.tenantId);
const databaseUrl = await createLogin(stored, SECRETS.databasePassword);
const web = await startWebProcess(databaseUrl, { LOG_LEVEL: "debug", SESSION_SECRET: SECRETS.sessionSecret });

/** @returns the planted values that stand in the text, in any case and as they are or as a URL has them */
function found(text: string, planted: readonly string[]): string[] {
  const written = text.toLowerCase();
  const forms = (value: string) => [value, encodeURIComponent(value), Buffer.from(value).toString("base64url")];
  return planted.filter((value) => forms(value).some((form) => written.includes(form.toLowerCase())));
}

describe("a whole run at the lowest level", () => {
  let cookie: string;
  const statuses: Record<string, number[]> = {};

  async function ask(what: string, path: string, init: RequestInit = {}): Promise<void> {
    const response = await fetch(`${web.url}${path}`, { redirect: "manual", ...init });
    await response.text().catch(() => "");
    statuses[what] ??= [];
    statuses[what].push(response.status);
  }

  /** Posts a form as the pages do. */
  const post = (what: string, path: string, form: Record<string, string>) =>
    ask(what, path, { method: "POST", body: new URLSearchParams(form), headers: { cookie, origin: web.url } });

  beforeAll(async () => {
    cookie = await signIn(web.url, "admin");
    await readAndSearch();
    await askWrongly();
    await failInTheDatabase();
    expect(await web.stop()).toBe(0);
  });

  async function readAndSearch(): Promise<void> {
    const headers = { cookie, authorization: `Bearer ${SECRETS.bearer}` };
    for (const search of [ADA, SECRETS.search, SECRETS.stranger, "Ada Okafor", SECRETS.phone]) {
      for (const list of ["people", "groups", "accounts", "resources"]) {
        await ask("search", `/api/${list}?${new URLSearchParams({ search })}`, { headers });
      }
      await ask("search page", `/people?${new URLSearchParams({ search })}`, { headers });
    }
    await ask("person", `/people/${ADA}`, { headers });
    await ask("explain", `/api/access/explain?person=${ADA}&resource=billing-prod`, { headers });
    await ask("explain page", `/explain?person=${ADA}&resource=billing-prod`, { headers });
    await ask("hostile headers", "/api/people", {
      headers: {
        traceparent: `00-${SECRETS.stranger}-x-01`,
        tracestate: SECRETS.search,
        baggage: `user=${SECRETS.stranger}`,
        "user-agent": `curl ${SECRETS.stranger}`,
        referer: `http://localhost/people?search=${ADA}`,
        "x-forwarded-for": SECRETS.phone,
        accept: SECRETS.search,
        cookie: `alxderia_session=${SECRETS.bearer}; other=${SECRETS.stranger}`,
      },
    });
  }

  async function askWrongly(): Promise<void> {
    const headers = { cookie };
    for (const [what, path] of [
      ["wrong", `/api/access?provider=${SECRETS.stranger}&limit=${SECRETS.phone}`],
      ["wrong", `/api/people?${SECRETS.stranger}=1&${SECRETS.search}=1&${SECRETS.search}=2`],
      ["wrong", `/api/access/explain?person=Ada%20Okafor&resource=${SECRETS.search}`],
      ["wrong", `/access?person=${SECRETS.search}`],
      ["wrong cursor", `/api/people?cursor=${SECRETS.stranger}`],
      ["wrong cursor", `/api/people?cursor=${Buffer.from(JSON.stringify([ADA])).toString("base64url")}`],
      ["not there", `/api/access/explain?person=${SECRETS.stranger}&resource=${SECRETS.search}`],
      ["not there", `/api/people/${SECRETS.stranger}`],
      ["not there", `/people/${SECRETS.stranger}`],
      ["not there", `/api/${SECRETS.stranger}`],
      ["not there", `/${SECRETS.search}/${SECRETS.stranger}`],
      ["unreadable", `/people/${SECRETS.search}%E0%A4%A`],
      ["no loader", `/people?_data=${SECRETS.stranger}`],
    ] as const) {
      await ask(what, path, { headers });
    }
    await post("wrong form", "/sign-in", { role: SECRETS.stranger, tenant: SECRETS.search });
    await post("wrong form", "/sign-in", { role: "admin", tenant: SECRETS.stranger, [SECRETS.phone]: "1" });
    await post("wrong form", "/decisions", { kind: "merge", personId: SECRETS.search, person: SECRETS.stranger });
    await post("no action", `/people/${SECRETS.stranger}`, { name: SECRETS.stranger });
  }

  /** Each of these errors quotes values of rows, in its message or its detail. */
  async function failInTheDatabase(): Promise<void> {
    const { owner } = stored;
    const ids = await owner.query("select account_id, person_id from canonical_user_provider_links limit 1");
    const { account_id: accountId, person_id: personId } = ids.rows[0] as Record<string, string>;
    await owner.query("alter table identity_decisions add constraint never check (decided_by = '') not valid");
    await post("constraint", "/decisions", {
      kind: "accept",
      accountId: String(accountId),
      personId: String(personId),
    });
    await owner.query("alter table canonical_users rename to canonical_users_away");
    await owner.query(`create view canonical_users as
      select id, email::integer::text as name, email, deleted_at from canonical_users_away`);
    await owner.query("grant select on canonical_users, canonical_users_away to public");
    await ask("cast", "/api/people");
    await ask("cast", "/people", { headers: { cookie } });
    await owner.query("drop view canonical_users");
    await ask("missing table", `/api/people?search=${ADA}`);
    await ask("missing table", `/people?search=${ADA}`, { headers: { cookie } });
    await owner.query("alter table canonical_users_away rename to canonical_users");
  }

  test("has met everything that it should", () => {
    const every =
      (status: number) =>
      (given: number[] = []) =>
        given.length > 0 && given.every((each) => each === status);
    expect(statuses.search).toHaveLength(20);
    for (const what of ["search", "search page", "person", "explain", "explain page", "hostile headers"]) {
      expect(statuses[what], what).toSatisfy(every(200));
    }
    for (const what of ["wrong", "wrong cursor", "unreadable", "wrong form"]) {
      expect(statuses[what], what).toSatisfy(every(400));
    }
    expect(statuses["not there"]).toSatisfy(every(404));
    expect(statuses["no action"]).toEqual([405]);
    for (const what of ["constraint", "cast", "missing table"]) expect(statuses[what], what).toSatisfy(every(500));
    const codes = web.lines().flatMap(({ error }) => (error as { code?: string } | undefined)?.code ?? []);
    expect(codes).toEqual(["23514", "22P02", "22P02", "42P01", "42P01"]);
    const requests = Object.values(statuses).flat().length + 1;
    expect(web.lines().filter(({ message }) => message === "request")).toHaveLength(requests);
    expect(web.output().length).toBeGreaterThan(20_000);
  });

  test("tells where it failed, and of the values nothing", () => {
    const cast = web.lines().find(({ error }) => (error as { code?: string } | undefined)?.code === "22P02");
    expect(cast?.error).toMatchObject({ type: "error", message: "invalid input syntax for type integer: …" });
  });

  test("writes no secret and nobody's data, on neither stream", () => {
    const people = [ADA, "northwind", "Ada Okafor", "Okafor", "bob@", "mallory", "billing-prod", "elsewhere"];
    const session = cookie.slice(cookie.indexOf("=") + 1).split(".");
    const planted = [...Object.values(SECRETS), ...people, cookie, ...session.filter((part) => part.length > 10)];
    expect(found(`x ${encodeURIComponent(ADA)} ${session[1]}`, planted)).toEqual([ADA, "northwind", session[1]]);
    expect(found(web.output(), planted)).toEqual([]);
  });
});

test.each([
  ["refuses the password", () => databaseUrl.replace(SECRETS.databasePassword, SECRETS.bearer)],
  ["is not there", () => `postgres://app:${SECRETS.bearer}@127.0.0.1:1/alxderia`],
  ["has an address that is none", () => `postgres://app:${SECRETS.bearer}@[nowhere:5432/alxderia`],
])("a start whose database %s ends with an error that does not hold the password", async (_what, url) => {
  const run = await runCli(["start", "--no-open", "--no-demo", "--port", "0"], { DATABASE_URL: url() });
  expect(run.code).not.toBe(0);
  expect(run.stderr).toMatch(/^alxderia: \S/);
  expect(found(run.stdout + run.stderr, [SECRETS.bearer])).toEqual([]);
});
