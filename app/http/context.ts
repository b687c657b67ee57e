import type { Cookie, SessionStorage } from "@remix-run/node";
import type { Plan } from "../../telemetry/slo/plan.ts";
import type { Chat } from "../chat/chat.server.ts";
import type { KeptQuestions } from "../chat/kept-questions.server.ts";
import type { Database } from "../db/database.server.ts";
import type { LogFields } from "../model/log-fields.ts";
import type { Role } from "../model/roles.ts";
import type { UploadForm, UploadRefusal } from "../model/uploads.ts";
import type { Oidc } from "../oidc/oidc.server.ts";
import type { SloCountSource } from "../queries/slo-counts.ts";

/** Who is signed in, and to which tenant. */
export type SessionUser = { user: string; role: Role; tenantId: string; tenantSlug: string };

/**
 * What the session's cookie holds. Of a sign-in at the issuer also when it ends (milliseconds since 1970), and the
 * issuer's word, which a sign-out there asks for.
 */
export type SessionData = SessionUser & { expiresAt?: number; idToken?: string };

export type Log = {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
};

/** Identifiers of a request in spans, log lines, exemplars and answers. */
export type RequestTrace = { traceId: string; spanId: string | null; sampled: boolean };

/** Why a request did not end well, for its one line in the log. */
export type Failure = { problem: string; error?: unknown; fields?: readonly string[] };

/**
 * Bundles that browsers sent to this process. Their bytes lie on its disk; what is known of them, in the database.
 * - `mostBytes`: of one upload
 * - `receive`: writes what is sent to disk and keeps it for a day
 * - `compare`, `apply`: the work beside the requests; both return at once, and `false` when the bytes are not here
 * - `discard`: takes the bytes away
 */
export type Uploads = {
  mostBytes: number;
  instance: string;
  receive(
    request: Pick<IncomingRequest, "body" | "headers">,
  ): Promise<{ id: string; name: string; form: UploadForm; files: number; bytes: number } | UploadRefusal>;
  holds(id: string): boolean;
  compare(work: UploadWork): boolean;
  apply(work: UploadWork & { allowMassRemoval: boolean }): boolean;
  discard(id: string): void;
};

export type UploadWork = { id: string; name: string; tenantId: string; actor: string };

/**
 * The living things of the process, given to every route by getLoadContext. Routes are bundled a second time, so they
 * may import the types of these things and never the things themselves.
 * - `oidc`: sign-in by OpenID Connect; null means that whoever sits at this machine chooses a role
 * - `attemptCookie`: what a browser keeps while its user is at the issuer; one for each attempt
 * - `plan`: the service levels, read from their files once
 * - `prometheus`: counts for the service levels instead of the database; null where none is configured
 * - `tracesUrl`: template of links to traces; null where none is configured
 * - `chat`: questions in English · `kept`: what is done with those that were asked
 * - `isDatabaseAnswering`: asks the database once for all who ask at the same time; false after the health check's patience
 */
export type ProcessContext = {
  database: Database;
  sessions: SessionStorage<SessionData>;
  oidc: Oidc | null;
  attemptCookie(state: string): Cookie;
  defaultTenant(): Promise<{ id: string; slug: string; name: string }>;
  findTenant(slug: string): Promise<{ id: string; slug: string } | null>;
  tenants(): Promise<{ id: string; slug: string }[]>;
  plan: Plan;
  prometheus: SloCountSource | null;
  tracesUrl: string | null;
  chat: Chat;
  kept: KeptQuestions;
  uploads: Uploads;
  isDatabaseAnswering(): Promise<boolean>;
};

/**
 * What a route is given: the process's things and this request's.
 * - `drained`: resolves when the client has taken what was written so far, or is gone. Remix writes a response's
 *   stream without waiting for the socket, so who streams much waits here; see drain.server.ts.
 * - `failed`: notes why, for the request's line in the log
 * - `log`: writes lines that carry the request's trace
 * - `nonce`: marks the scripts of this answer's page, which runs no others (security-headers.ts)
 */
export type AppContext = ProcessContext & {
  drained(): Promise<void>;
  trace: RequestTrace;
  failed(failure: Failure): void;
  log: Log;
  nonce: string;
};

/** What routes read of a request: a whole Request where Remix calls them, just this on the direct way to the API. */
export type IncomingRequest = Pick<Request, "method" | "url" | "signal" | "body" | "formData"> & {
  headers: Pick<Headers, "get" | "has">;
};

declare module "@remix-run/server-runtime" {
  interface AppLoadContext extends AppContext {}
}
