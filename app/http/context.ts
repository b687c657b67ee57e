import type { SessionStorage } from "@remix-run/node";
import type { Database } from "../db/database.server.ts";
import type { Role } from "../model/roles.ts";

/** Who is signed in, and to which tenant. */
export type SessionUser = { user: string; role: Role; tenantId: string; tenantSlug: string };

export type LogFields = Record<string, string | number | boolean | null | undefined>;

export type Log = {
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
};

/**
 * The living things of the process, given to every route by getLoadContext. Routes are bundled a second time, so they
 * may import the types of these things and never the things themselves.
 * - `drained`: resolves when the client has taken what was written so far, or is gone. Remix writes a response's
 *   stream without waiting for the socket, so who streams much waits here; see drain.server.ts.
 */
export type AppContext = {
  database: Database;
  sessions: SessionStorage<SessionUser>;
  defaultTenant(): Promise<{ id: string; slug: string; name: string }>;
  tenants(): Promise<{ id: string; slug: string }[]>;
  drained(): Promise<void>;
  log: Log;
};

declare module "@remix-run/server-runtime" {
  interface AppLoadContext extends AppContext {}
}
