import { Command } from "commander";
import { findDiagnosis } from "../queries/diagnosis.server.ts";
import { findStrayRows } from "../queries/stray-rows.server.ts";
import { EXIT } from "./exit.ts";
import { findTenant, withProduct } from "./open-product.server.ts";
import { writeJson, writeOut } from "./output.ts";
import { createProgress } from "./progress.ts";

/** Nobody waits for it but a person. */
const STRAY_ROWS_WITHIN_MS = 60_000;

export function doctorCommand(): Command {
  return new Command("doctor")
    .description("Lists what needs a look: unknown roles, orphaned grants, incomplete scopes, stray rows.")
    .option("--tenant <slug>", "organisation")
    .option("--json", "prints JSON")
    .action(async (options: { tenant?: string; json?: boolean }) => {
      const progress = createProgress();
      process.exitCode = await withProduct({ progress, max: 2 }, async ({ database }) => {
        const tenant = await findTenant(database, options.tenant);
        const diagnosis = await database.read({ tenantId: tenant.id, role: "analyst" }, findDiagnosis);
        const strayRows = (await findStrayRows(database, STRAY_ROWS_WITHIN_MS)).filter(({ rows }) => rows > 0);
        progress.end();
        const { unknownRoles, orphanedGrants, incompleteScopes, openFunctions } = diagnosis;
        if (options.json) {
          await writeJson({ ...diagnosis, strayRows });
        } else {
          await writeOut(
            [
              `Roles that app/model/privileges.ts does not name (they count as read): ${unknownRoles.length}`,
              ...unknownRoles.map(({ provider, role }) => `  ${provider}  ${role}`),
              `Orphaned grants (they give no row, or their principal is gone): ${orphanedGrants.length}`,
              ...orphanedGrants.map(({ resource, role, member }) => `  ${resource}  ${role}  ${member}`),
              `Incomplete scopes (they close nothing): ${incompleteScopes.length}`,
              ...incompleteScopes.map(({ scope, reason }) => `  ${scope}: ${reason ?? "no reason recorded"}`),
              `Tables with rows in the default partition (\`alxderia partitions ensure\` moves them): ${strayRows.length}`,
              ...strayRows.map(({ table, rows }) => `  ${table}: ${rows}`),
              `Functions of the server that questions could call if the guard let them (docs/ask-guard.md): ${openFunctions}`,
              "",
            ].join("\n"),
          );
        }
        return unknownRoles.length + orphanedGrants.length + incompleteScopes.length + strayRows.length === 0
          ? EXIT.done
          : EXIT.no;
      });
    });
}
