import type { SecretValue } from "../model/secret-value.ts";
import { withSecretInUrl } from "./connect-with-secret.ts";
import { openSealedSession, type SealedSession, type SessionStart } from "./sealed-session.server.ts";

export type SealedSessions = {
  /**
   * Lends a session of the tenant, inside a read-only transaction that is rolled back afterwards.
   * @throws NoSession when all are busy for too long
   */
  withSession<Result>(tenantId: string, work: (session: SealedSession) => Promise<Result>): Promise<Result>;
  /** Ends idle sessions now and the others when they come back. */
  close(): Promise<void>;
};

/** Nobody gave a session back in time. */
class NoSession extends Error {
  override name = "NoSession";
}

type Options = Omit<SessionStart, "tenantId"> & {
  /** Sessions at most, all tenants together. */
  max: number;
  maxBytes: number;
  waitMs: number;
  /** The password, where it rotates; the connection string then has none. */
  password?: SecretValue | null;
};

type Idle = { tenantId: string; session: SealedSession; timer: NodeJS.Timeout };

const IDLE_MS = 60_000;

/**
 * A few sessions, each of one tenant for its whole life. Where another tenant asks and there are as many as there may
 * be, the one that was idle longest is ended for it. Apart from the product's own pool: questions starve no page.
 */
export function createSealedSessions(
  url: string,
  { max, maxBytes, waitMs, password = null, ...start }: Options,
): SealedSessions {
  const idle: Idle[] = [];
  const waiting: (() => void)[] = [];
  let busy = 0;
  let closed = false;

  async function take(tenantId: string): Promise<SealedSession> {
    if (busy >= max) await turn();
    else busy += 1;
    try {
      const own = removeIdle((one) => one.tenantId === tenantId);
      if (own !== null) return own;
      if (idle.length + busy > max) await removeIdle(() => true)?.close();
      return await withSecretInUrl(url, password, (login) =>
        openSealedSession(login, { ...start, tenantId }, maxBytes),
      );
    } catch (error) {
      leave();
      throw error;
    }
  }

  function removeIdle(fits: (one: Idle) => boolean): SealedSession | null {
    const at = idle.findIndex(fits);
    const [found] = at < 0 ? [] : idle.splice(at, 1);
    if (found === undefined) return null;
    clearTimeout(found.timer);
    return found.session;
  }

  /** The place of whoever gives back next: it is handed over, so nobody slips in between. */
  function turn(): Promise<void> {
    return new Promise((resolve, reject) => {
      const go = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        waiting.splice(waiting.indexOf(go), 1);
        reject(new NoSession(`all ${max} sessions were busy for ${waitMs} ms`));
      }, waitMs);
      waiting.push(go);
    });
  }

  function leave(): void {
    const next = waiting.shift();
    if (next === undefined) busy -= 1;
    else next();
  }

  async function giveBack(tenantId: string, session: SealedSession): Promise<void> {
    const usable = await session.reset().then(
      () => !session.broken() && !closed,
      () => false,
    );
    if (usable) {
      const timer = setTimeout(() => void removeIdle((one) => one.session === session)?.close(), IDLE_MS);
      timer.unref();
      idle.push({ tenantId, session, timer });
    } else {
      void session.close();
    }
    leave();
  }

  return {
    async withSession(tenantId, work) {
      if (closed) throw new NoSession("the sessions are closed");
      const session = await take(tenantId);
      try {
        await session.begin();
        return await work(session);
      } finally {
        void giveBack(tenantId, session);
      }
    },
    async close() {
      closed = true;
      const sessions = idle.splice(0);
      for (const { timer } of sessions) clearTimeout(timer);
      await Promise.all(sessions.map(({ session }) => session.close()));
    },
  };
}
