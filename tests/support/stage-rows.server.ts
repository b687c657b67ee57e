import { randomUUID } from "node:crypto";
import type { SourceRow } from "../../app/model/source.ts";
import { type Applied, type ApplyOptions, applyStage } from "../../app/store/apply-stage.server.ts";
import { createStage } from "../../app/store/stage.server.ts";
import type { TestDatabase } from "./test-database.server.ts";

export const SCOPE = "google-workspace";

/** A Workspace user as its connector writes it. */
export function workspaceUser(id: number, columns: { full_name?: string; aliases?: string[] } = {}): SourceRow {
  const email = `user${id}@northwind.example`;
  return {
    table: "google_workspace_users",
    key: [String(id)],
    columns: { user_id: String(id), primary_email: email, full_name: `User ${id}`, aliases: [], ...columns },
    raw: { id: String(id), primaryEmail: email, ...columns },
  };
}

/** Stages the rows as one file, one record each, and applies them as a whole scope. */
export async function storeRows(
  { database, tenantId }: TestDatabase,
  rows: SourceRow[],
  options: Partial<ApplyOptions> = {},
): Promise<Applied & { runId: string }> {
  const syncRunId = randomUUID();
  return database.write({ tenantId, role: "ingest" }, async ({ client }) => {
    const stage = await createStage(client, options.scope ?? SCOPE);
    for (const [record, row] of rows.entries()) await stage.add({ file: 0, record }, row);
    await stage.finish();
    const applied = await applyStage(client, {
      tenantId,
      scope: SCOPE,
      syncRunId,
      actor: "test",
      tables: ["google_workspace_users", "google_workspace_groups"],
      complete: true,
      allowMassRemoval: false,
      ...options,
    });
    return { ...applied, runId: syncRunId };
  });
}
