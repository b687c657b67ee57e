import type { Database, TenantScope, TenantTransaction } from "../app/db/database.server.ts";

/** One statement as it goes over the wire; without a name it is sent as plain text. */
export type SentStatement = { name?: string; text: string; values?: unknown[] };

/**
 * Wraps a database so that every statement of a transaction is noted, the transaction's own included, in the order
 * and the form in which app/db/database.server.ts sends them.
 */
export function recordStatements(database: Database): { database: Database; take(): SentStatement[] } {
  let sent: SentStatement[] = [];
  const noting =
    (mode: string, run: Database["read"]): Database["read"] =>
    (scope, work) => {
      sent.push({ text: opening(mode, scope) });
      return run(scope, async (transaction) => {
        const result = await work(noteQueries(transaction, (statement) => sent.push(statement)));
        sent.push({ text: "commit" });
        return result;
      });
    };
  return {
    database: {
      ...database,
      read: noting("read only", database.read),
      write: noting("read write", database.write),
    },
    take() {
      const taken = sent;
      sent = [];
      return taken;
    },
  };
}

function opening(mode: string, scope: TenantScope): string {
  return `begin ${mode}; set local role alxderia_${scope.role}; set local app.current_tenant_id = '${scope.tenantId}'`;
}

function noteQueries(transaction: TenantTransaction, note: (statement: SentStatement) => void): TenantTransaction {
  return {
    ...transaction,
    query(statement, values = []) {
      // The list of conditions goes on growing its values after a search was sent.
      note({ name: statement.prepared, text: statement.text, values: [...values] });
      return transaction.query(statement, values);
    },
  };
}
