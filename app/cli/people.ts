import { Command, Option } from "commander";
import type { TenantTransaction } from "../db/database.server.ts";
import { streamPeople } from "../queries/people.server.ts";
import { streamQueue } from "../queries/queue.server.ts";
import { findTenant, withProduct } from "./open-product.server.ts";
import { writeOut } from "./output.ts";
import { createProgress } from "./progress.ts";

export function peopleCommand(): Command {
  return new Command("people").description("People and the accounts that belong to them.").addCommand(
    streamCommand("export", "Streams every person with accounts.", async function* (transaction) {
      for await (const people of streamPeople(transaction)) {
        yield people.map(({ id, name, email, accounts }) => ({
          id,
          name,
          email,
          accounts: accounts.map((account) => ({ provider: account.provider, type: account.type, id: account.id })),
        }));
      }
    }),
  );
}

export function queueCommand(): Command {
  return new Command("queue")
    .description("Accounts that nobody could place (identity_reconciliation_queue).")
    .addCommand(
      streamCommand("export", "Streams the queue with candidates.", async function* (transaction) {
        for await (const items of streamQueue(transaction)) {
          yield items.map(({ subject, reason, candidates }) => ({
            subject: { provider: subject.provider, type: subject.type, id: subject.id },
            reason,
            candidates: candidates.map(({ id, name }) => ({ id, name })),
          }));
        }
      }),
    );
}

function streamCommand(
  name: string,
  description: string,
  read: (transaction: TenantTransaction) => AsyncGenerator<unknown[]>,
): Command {
  return new Command(name)
    .description(description)
    .addOption(new Option("--format <format>", "output format").choices(["ndjson"]).default("ndjson"))
    .option("--tenant <slug>", "organisation")
    .option("--json", "the same as --format ndjson")
    .action(async (options: { tenant?: string }) => {
      const progress = createProgress();
      await withProduct({ progress, max: 2 }, async ({ database }) => {
        const tenant = await findTenant(database, options.tenant);
        progress.end();
        await database.read({ tenantId: tenant.id, role: "analyst" }, async (transaction) => {
          for await (const rows of read(transaction)) {
            await writeOut(rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
          }
        });
      });
    });
}
