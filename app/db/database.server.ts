import pg from "pg";
import Cursor from "pg-cursor";
import type { Statement } from "./statement.ts";

/** What a transaction may do; each is a PostgreSQL role of its own (schema/0001). */
export type DatabaseRole = "admin" | "ingest" | "analyst" | "readonly" | "audit";

export type TenantScope = { tenantId: string; role: DatabaseRole };

/** One transaction of one tenant. Everything that it reads or writes is held to the tenant by row-level security. */
export type TenantTransaction = {
  query<Row>(statement: Statement<Row>, values?: unknown[]): Promise<Row[]>;
  /** Rows in batches, at constant memory; the statement runs once, to its end or to the caller's `break`. */
  stream<Row>(statement: Statement<Row>, values?: unknown[], batchSize?: number): AsyncGenerator<Row[]>;
  /** For what the typed statements cannot say (COPY, temporary tables); only the write pipe uses it. */
  client: pg.PoolClient;
};

export type Database = {
  /** Read-only: the transaction itself refuses to write. */
  read<Result>(scope: TenantScope, work: (transaction: TenantTransaction) => Promise<Result>): Promise<Result>;
  write<Result>(scope: TenantScope, work: (transaction: TenantTransaction) => Promise<Result>): Promise<Result>;
  /** A statement outside any tenant (health, tenant directory), as the login role. */
  query<Row>(statement: Statement<Row>, values?: unknown[]): Promise<Row[]>;
  pool: pg.Pool;
  close(): Promise<void>;
};

// int8 (20) as number: counts stay far below 2^53. Times stay text: ISO strings made by the query.
const types = new pg.TypeOverrides();
types.setTypeParser(20, (value) => Number(value));

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * A pool with the operations guide's figures (section 3): 2 to 10 connections, idle 30 s, connect 5 s.
 * @param url connection string of PostgreSQL 16 or 18
 * @param options.max upper bound of connections, for the command line and tests
 */
export function createDatabase(url: string, options: { max?: number; applicationName?: string } = {}): Database {
  const max = options.max ?? 10;
  const pool = new pg.Pool({
    connectionString: url,
    min: Math.min(2, max),
    max,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 5_000,
    application_name: options.applicationName ?? "alxderia",
    types,
  });
  // An idle connection that breaks is replaced by the pool; without a listener the event would end the process.
  pool.on("error", () => {});

  async function query<Row>(client: pg.Pool | pg.PoolClient, statement: Statement<Row>, values: unknown[] = []) {
    const result = await client.query({ name: statement.name, text: statement.text, values });
    return result.rows.map((row) => statement.row.parse(row));
  }

  async function* stream<Row>(client: pg.PoolClient, statement: Statement<Row>, values: unknown[] = [], size = 500) {
    const cursor = client.query(new Cursor(statement.text, values, { types }));
    try {
      for (;;) {
        const rows = await cursor.read(size);
        if (rows.length === 0) return;
        yield rows.map((row) => statement.row.parse(row));
      }
    } finally {
      await cursor.close();
    }
  }

  async function transaction<Result>(
    scope: TenantScope,
    mode: "read only" | "read write",
    work: (transaction: TenantTransaction) => Promise<Result>,
  ): Promise<Result> {
    // The three settings travel in one round trip; the tenant is checked because simple queries take no parameters.
    if (!UUID.test(scope.tenantId)) throw new Error(`tenant id ${JSON.stringify(scope.tenantId)} is not a uuid`);
    const client = await pool.connect();
    let broken: Error | undefined;
    const onError = (error: Error) => {
      broken = error;
    };
    client.on("error", onError);
    const release = () => {
      client.off("error", onError);
      client.release(broken);
    };
    const end = async (how: "commit" | "rollback") => {
      await client.query(how).catch((error: Error) => {
        broken = error;
        if (how === "commit") throw error;
      });
    };
    try {
      await client.query(
        `begin ${mode}; set local role alxderia_${scope.role}; set local app.current_tenant_id = '${scope.tenantId}'`,
      );
      const result = await work({
        query: (statement, values) => query(client, statement, values),
        stream: (statement, values, size) => stream(client, statement, values, size),
        client,
      });
      if (mode === "read only") {
        // Nothing to keep: whoever asked need not wait for the end, only the connection's next user.
        void end("rollback").then(release);
      } else {
        await end("commit");
        release();
      }
      return result;
    } catch (error) {
      await end("rollback");
      release();
      throw error;
    }
  }

  return {
    read: (scope, work) => transaction(scope, "read only", work),
    write: (scope, work) => transaction(scope, "read write", work),
    query: (statement, values) => query(pool, statement, values),
    pool,
    close: () => pool.end(),
  };
}
