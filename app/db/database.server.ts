import { setImmediate as nextTurn } from "node:timers/promises";
import pg from "pg";
import { parseIntoClientConfig } from "pg-connection-string";
import Cursor from "pg-cursor";
import { ATTRIBUTE, SPAN } from "../../telemetry/conventions.ts";
import { withSpan } from "../../telemetry/spans.ts";
import type { SecretValue } from "../model/secret-value.ts";
import { connectWithSecret } from "./connect-with-secret.ts";
import { type PoolState, watchPool } from "./pool-watch.ts";
import { sendTogether } from "./send-together.ts";
import { createQuery } from "./shaped-query.ts";
import { createSockets } from "./sockets.server.ts";
import type { Statement } from "./statement.ts";

/** What a transaction may do; each is a PostgreSQL role of its own (schema/0001). */
export type DatabaseRole = "admin" | "ingest" | "analyst" | "readonly" | "audit";

export type TenantScope = { tenantId: string; role: DatabaseRole };

/** One transaction of one tenant. Everything that it reads or writes is held to the tenant by row-level security. */
export type TenantTransaction = {
  query<Row>(statement: Statement<Row>, values?: unknown[]): Promise<Row[]>;
  /** Rows in batches, at constant memory; the statement runs once, to its end or to the caller's `break`. */
  stream<Row>(statement: Statement<Row>, values?: unknown[], batchSize?: number): AsyncGenerator<Row[]>;
  /** For what the typed statements cannot say (COPY, temporary tables); only a transaction that writes has it. */
  client: pg.PoolClient;
};

export type Database = {
  /** Read-only: the transaction itself refuses to write. */
  read<Result>(scope: TenantScope, work: (transaction: TenantTransaction) => Promise<Result>): Promise<Result>;
  write<Result>(scope: TenantScope, work: (transaction: TenantTransaction) => Promise<Result>): Promise<Result>;
  /**
   * A statement outside any tenant (health, tenant directory), as the login role.
   * @param withinMs after this the statement fails; its connection is given up, and with it those that are idle
   */
  query<Row>(statement: Statement<Row>, values?: unknown[], withinMs?: number): Promise<Row[]>;
  poolState(): PoolState;
  pool: pg.Pool;
  /** Ends when every connection is given back; after a second what still runs is cut. */
  close(): Promise<void>;
};

/** What is told of every statement and of every wait for a connection. Times in seconds. */
export type DatabaseObserver = {
  queryEnded(query: string, seconds: number, failed: boolean): void;
  connectionAcquired(seconds: number): void;
};

type Config = pg.QueryConfig & { query_timeout?: number };

type Options = {
  max?: number;
  applicationName?: string;
  observer?: DatabaseObserver;
  /** The password, where it rotates; the connection string then has none. */
  password?: SecretValue | null;
};

// int8 (20) as number: counts stay far below 2^53. Times stay text: ISO strings made by the query.
const types = new pg.TypeOverrides();
types.setTypeParser(20, (value) => Number(value));

/** A server that hangs, or a statement that waits for a lock, must not keep the process from ending. */
const CLOSE_WITHIN_MS = 1_000;
/** A connection that does not answer this in time is dead. */
const ROLLBACK_WITHIN_MS = 5_000;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const SYSTEM = { [ATTRIBUTE.dbSystemName]: "postgresql" };
const secondsSince = (started: number) => (performance.now() - started) / 1000;

/** pg asks the function whenever it connects, but only where no connection string has the last word. */
function loginOf(url: string, password: SecretValue | null): pg.PoolConfig {
  if (password === null) return { connectionString: url };
  return { ...parseIntoClientConfig(url), password: () => password.read() };
}

/**
 * A pool with the operations guide's figures (section 3): 2 to 10 connections, idle 30 s, connect 5 s.
 * @param url connection string of PostgreSQL 16 or 18
 * @param options.max upper bound of connections, for the command line and tests
 */
export function createDatabase(url: string, options: Options = {}): Database {
  const { max = 10, observer, password = null } = options;
  const sockets = createSockets();
  const pool = new pg.Pool({
    ...loginOf(url, password),
    min: Math.min(2, max),
    max,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 5_000,
    application_name: options.applicationName ?? "alxderia",
    types,
    stream: sockets.open,
  });
  // A connection that breaks, idle or in use, is replaced by the pool. Without listeners its event ends the process.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  const poolState = watchPool(pool, max);

  /** Waiting for a connection is not the statement: it has a span and a metric of its own. */
  function acquire(): Promise<pg.PoolClient> {
    return withSpan(SPAN.poolWait, "internal", SYSTEM, async () => {
      const started = performance.now();
      try {
        // Only new connections meet a new password; those that stand go on.
        return await connectWithSecret(password, () => pool.connect());
      } finally {
        observer?.connectionAcquired(secondsSince(started));
      }
    });
  }

  /** Every statement passes here, under the name that it has in spans, metrics and logs. */
  function observed<Result>(name: string, run: () => Promise<Result>): Promise<Result> {
    const attributes = { ...SYSTEM, [ATTRIBUTE.dbQuerySummary]: name };
    return withSpan(name, "client", attributes, async () => {
      const started = performance.now();
      let failed = true;
      try {
        const result = await run();
        failed = false;
        return result;
      } finally {
        observer?.queryEnded(name, secondsSince(started), failed);
      }
    });
  }

  function configOf<Row>(statement: Statement<Row>, values: unknown[], withinMs?: number): Config {
    const config: Config = { name: statement.prepared, text: statement.text, values };
    if (withinMs !== undefined) config.query_timeout = withinMs;
    return config;
  }

  async function parsed<Row>(statement: Statement<Row>, sent: Promise<pg.QueryResult>): Promise<Row[]> {
    const { rows } = await observed(statement.name, () => sent);
    return rows.map((row) => statement.row.parse(row));
  }

  function query<Row>(client: pg.PoolClient, statement: Statement<Row>, values: unknown[] = [], withinMs?: number) {
    const config = configOf(statement, values, withinMs);
    if (withinMs !== undefined) return parsed(statement, client.query(config));
    const { query: shaped, done } = createQuery(config);
    client.query(shaped);
    return parsed(statement, done);
  }

  async function* stream<Row>(client: pg.PoolClient, statement: Statement<Row>, values: unknown[] = [], size = 500) {
    const cursor = client.query(new Cursor(statement.text, values, { types }));
    try {
      for (;;) {
        const rows = await observed(statement.name, () => cursor.read(size));
        if (rows.length === 0) return;
        yield rows.map((row) => statement.row.parse(row));
      }
    } finally {
      await cursor.close();
    }
  }

  async function queryOnce<Row>(statement: Statement<Row>, values?: unknown[], withinMs?: number): Promise<Row[]> {
    const client = await acquire();
    let failure: Error | undefined;
    try {
      return await query(client, statement, values, withinMs);
    } catch (error) {
      // A connection that failed once may be half dead; the next caller gets a new one.
      failure = error as Error;
      if (withinMs !== undefined) dropIdle(failure);
      throw error;
    } finally {
      client.release(failure);
    }
  }

  /** Where one connection got no answer the others are no better; the next callers get new ones. */
  function dropIdle(reason: Error): void {
    for (let idle = pool.idleCount; idle > 0; idle -= 1) {
      pool.connect().then(
        (client) => client.release(reason),
        () => {},
      );
    }
  }

  /** A transaction that reads begins with its first statement, in one write; one that writes begins at once. */
  async function openTransaction(
    client: pg.PoolClient,
    mode: "read only" | "read write",
    opening: string,
  ): Promise<TenantTransaction> {
    let opened: Promise<unknown> | null = null;
    const open = () => {
      opened ??= observed("begin", () => client.query(opening));
      return opened;
    };
    if (mode === "read write") await open();
    return {
      async query(statement, values = []) {
        if (opened !== null) {
          await opened;
          return query(client, statement, values);
        }
        const sent = sendTogether(client, opening, configOf(statement, values));
        opened = observed("begin", () => sent.first);
        const [, rows] = await Promise.all([opened, parsed(statement, sent.second)]);
        return rows;
      },
      async *stream(statement, values, size) {
        await open();
        yield* stream(client, statement, values, size);
      },
      client,
    };
  }

  async function transaction<Result>(
    scope: TenantScope,
    mode: "read only" | "read write",
    work: (transaction: TenantTransaction) => Promise<Result>,
  ): Promise<Result> {
    // The three settings travel in one round trip; the tenant is checked because simple queries take no parameters.
    if (!UUID.test(scope.tenantId)) throw new Error(`tenant id ${JSON.stringify(scope.tenantId)} is not a uuid`);
    const opening = `begin ${mode}; set local role alxderia_${scope.role}; set local app.current_tenant_id = '${scope.tenantId}'`;
    const client = await acquire();
    let broken: Error | undefined;
    const onError = (error: Error) => {
      broken = error;
    };
    client.on("error", onError);
    const release = () => {
      client.off("error", onError);
      client.release(broken);
    };
    const end = async (how: "commit" | "rollback", isDue: Promise<void> | null = null) => {
      // Nobody waits for the rollback of a read, so nobody would notice a connection that never answers it.
      const config: Config = how === "rollback" ? { text: how, query_timeout: ROLLBACK_WITHIN_MS } : { text: how };
      const send = async () => {
        if (isDue !== null) await isDue;
        return client.query(config);
      };
      await observed(how, send).catch((error: Error) => {
        broken = error;
        if (how === "commit") throw error;
      });
    };
    try {
      const result = await work(await openTransaction(client, mode, opening));
      if (mode === "read only") {
        // Nothing to keep: whoever asked need not wait for the end, only the connection's next user. It is sent after
        // what is done with the result at once, because on few cores PostgreSQL would take its turn before the answer.
        void end("rollback", nextTurn()).then(release);
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
    query: queryOnce,
    poolState,
    pool,
    close() {
      sockets.cutAfter(CLOSE_WITHIN_MS);
      return pool.end();
    },
  };
}
