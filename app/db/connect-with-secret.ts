import type { SecretValue } from "../model/secret-value.ts";

/** invalid_password: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const REFUSED = "28P01";

/**
 * Whoever rotates a password changes the database first and the secret second (operations guide, 9.7). Who connects
 * between the two waits, for as long as anybody waits for a connection.
 */
const PATIENCE_MS = 5_000;

/**
 * Connects with the password of the secret. Where it is refused, the secret is read again and the next one is tried.
 * @param password null connects once, with what `connect` knows itself
 */
export async function connectWithSecret<Connection>(
  password: SecretValue | null,
  connect: (password: string) => Promise<Connection>,
): Promise<Connection> {
  if (password === null) return connect("");
  const until = performance.now() + PATIENCE_MS;
  for (let known = await password.read(); ; ) {
    try {
      return await connect(known);
    } catch (error) {
      const patience = until - performance.now();
      if ((error as { code?: unknown }).code !== REFUSED || patience <= 0) throw error;
      const next = await password.readAfterRefusal(known, patience);
      // Nothing else came; the database may have followed meanwhile.
      if (next === known) return await connect(known);
      known = next;
    }
  }
}

/** Lends a connection string that holds the password, to those who open one connection by themselves. */
export function withSecretInUrl<Result>(
  url: string,
  password: SecretValue | null,
  work: (url: string) => Promise<Result>,
): Promise<Result> {
  if (password === null) return work(url);
  return connectWithSecret(password, (value) => {
    const target = new URL(url);
    target.password = encodeURIComponent(value);
    return work(target.href);
  });
}
