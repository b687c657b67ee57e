import { expect, test } from "vitest";
import { createGuard } from "../../app/ask/guard/guard.server.ts";
import { EXAMPLES } from "../../app/ask/llm/examples.ts";
import { createAskRunner } from "../../app/ask/run/runner.server.ts";
import { afterFile } from "../support/after-file.ts";
import { storeReadSideOrganisation } from "../support/read-side-organisation.ts";
import { createTestDatabase } from "../support/test-database.server.ts";

test.each([16, 18] as const)(
  "every example that a model is shown passes the guard and runs on PostgreSQL %i",
  async (version) => {
    const stored = await createTestDatabase({ version });
    await storeReadSideOrganisation(stored, stored.tenantId);
    const guard = createGuard();
    const runner = createAskRunner({ url: stored.ownerUrl, guard });
    afterFile(async () => {
      await runner.close();
      await guard.close();
    });
    for (const { question, sql } of EXAMPLES) {
      expect(await runner.run(stored.tenantId, sql), question).toMatchObject({ ok: true });
    }
  },
);
