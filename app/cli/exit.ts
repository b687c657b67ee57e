import { MigrationError } from "../../schema/migrate.server.ts";
import { ConfigError } from "../config/config-error.ts";
import { BundleError } from "../connectors/bundle/bundle-error.ts";
import { NotOwnerError } from "../history/owner-transaction.server.ts";
import { MomentError } from "../model/moment.ts";
import { SecretError } from "../secrets/secret-error.ts";
import { TenantSlugError } from "../store/tenants.server.ts";

/** Exit codes of every command (README.md, "Commands"). */
export const EXIT = { done: 0, no: 1, usage: 2, unavailable: 3 } as const;

/** The words of the command are wrong, or what it names does not exist. */
export class UsageError extends Error {
  override name = "UsageError";
}

// Connection errors by Node's code and by SQLSTATE class: 08 connection, 28 authentication, 3D database, 57P operator,
// 53300 too many connections.
const UNAVAILABLE = /^(ECONN\w+|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|EPIPE|08...|28...|3D000|57P0.|53300)$/;
const UNAVAILABLE_TEXT =
  /connection terminated|timeout exceeded when trying to connect|server closed the connection|client was closed|not queryable|query read timeout/i;

/** @returns the exit code and the message for people; never a stack trace. */
export function explainFailure(error: unknown): { code: number; message: string } {
  if (error instanceof UsageError || error instanceof ConfigError || error instanceof BundleError) {
    return { code: EXIT.usage, message: error.message };
  }
  if (error instanceof MomentError) return { code: EXIT.usage, message: `--as-of: ${error.message}` };
  if (error instanceof NotOwnerError) return { code: EXIT.usage, message: error.message };
  if (error instanceof TenantSlugError) return { code: EXIT.usage, message: error.message };
  if (error instanceof SecretError) return { code: EXIT.unavailable, message: error.message };
  if (error instanceof MigrationError) return { code: EXIT.no, message: error.message };
  const code = codeOf(error);
  const message = error instanceof Error ? error.message : String(error);
  if (UNAVAILABLE.test(code) || UNAVAILABLE_TEXT.test(message)) {
    return {
      code: EXIT.unavailable,
      message: `the database is not there or went away (${message || code}). What was committed before is kept; check DATABASE_URL and the server, then run the command again.`,
    };
  }
  if (code === "42P01" || code === "42883") {
    return {
      code: EXIT.unavailable,
      message: `the database has no (or an older) schema (${message}). Run: npm run -s alxderia -- migrate`,
    };
  }
  return { code: EXIT.no, message: code ? `${message} (${code})` : message };
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : "";
  return typeof code === "string" ? code : "";
}
