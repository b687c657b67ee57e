import { randomUUID } from "node:crypto";
import type { Person, SourceFact } from "../../app/access/expand-facts.ts";
import { refreshGraph } from "../../app/access/refresh.server.ts";
import { refreshPersonSpans } from "../../app/access/refresh-person-spans.server.ts";
import type { Database } from "../../app/db/database.server.ts";
import { nodeId } from "../../app/model/node-id.ts";
import { IDENTITY_TABLES, type SourceRow } from "../../app/model/source.ts";
import { applyStage } from "../../app/store/apply-stage.server.ts";
import { createStage } from "../../app/store/stage.server.ts";
import { tablesOfScope } from "../../app/sync/scope-tables.ts";

/** Stores source rows of one tenant as the ingest does; scopes that are named and have no row are emptied. */
export async function storeRows(
  database: Database,
  tenantId: string,
  rows: readonly (SourceRow & { scope: string })[],
  scopes: Iterable<string> = [],
): Promise<void> {
  const byScope = Map.groupBy(rows, (row) => row.scope);
  for (const scope of new Set([...byScope.keys(), ...scopes])) {
    await applyRows(database, tenantId, scope, byScope.get(scope) ?? [], tablesOfScope(scope));
  }
}

/** Stores source rows and links of one tenant as the ingest does, and works out the graph; the view stays as it is. */
export async function loadFacts(database: Database, tenantId: string, facts: Facts): Promise<void> {
  await storeRows(database, tenantId, facts.rows);
  await applyRows(database, tenantId, "identity", [...linkRows(facts)], IDENTITY_TABLES);
  await database.write({ tenantId, role: "ingest" }, refreshPersonSpans);
  await refreshGraph(database, { tenantId, role: "ingest" });
}

async function applyRows(
  database: Database,
  tenantId: string,
  scope: string,
  rows: readonly SourceRow[],
  tables: readonly string[],
): Promise<void> {
  await database.write({ tenantId, role: "ingest" }, async ({ client }) => {
    const stage = await createStage(client, scope);
    for (const [record, row] of rows.entries()) await stage.add({ file: 0, record }, row);
    await stage.finish();
    await applyStage(client, {
      tenantId,
      scope,
      syncRunId: randomUUID(),
      actor: "test",
      tables,
      complete: true,
      allowMassRemoval: true,
    });
  });
}

type Facts = { rows: readonly (SourceRow & SourceFact)[]; links: ReadonlyMap<string, Person> };

function* linkRows({ rows, links }: Facts): Generator<SourceRow> {
  const people = new Map([...links.values()].map((person) => [person.id, person]));
  for (const { id, name, email } of people.values()) {
    yield { table: "canonical_users", id, key: [id], columns: { name, email }, raw: {} };
  }
  // A record without an identity store belongs to the only one there is.
  const stores = new Set(rows.map((row) => row.columns.identity_store_id).filter((store) => store));
  const onlyStore = stores.size === 1 ? String([...stores][0]) : "";
  const explicit = new Set(
    rows
      .filter((row) => row.table === "aws_identity_center_users")
      .map(({ columns }) => `${columns.identity_store_id} ${columns.user_id}`),
  );
  for (const [key, person] of links) {
    const [provider = "", ...ids] = key.split("\u001f");
    // A record that names the store beats one of the same user that leaves it out.
    if (provider === "aws_identity_center" && ids[0] === "" && explicit.has(`${onlyStore} ${ids[1]}`)) continue;
    const store = provider === "aws_identity_center" ? [ids.shift() || onlyStore] : [];
    const accountId = nodeId("account", provider, ...store, ...ids);
    yield {
      table: "canonical_user_provider_links",
      key: [accountId],
      columns: { account_id: accountId, person_id: person.id, method: "email", evidence: person.email ?? "" },
      raw: {},
    };
  }
}
