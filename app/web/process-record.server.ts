import type { Log } from "../http/context.ts";

const EVERY_MS = 10_000;
/** The platforms end the process 10 s after SIGTERM, of which requests and spans take up to 9.5 s. */
const LAST_WITHIN_MS = 400;

type Options = {
  log: Log;
  /** Writes down that the process serves; said again it changes nothing. */
  begin(): Promise<unknown>;
  /** Writes down that it ended. */
  end(): Promise<unknown>;
  everyMs?: number;
};

/**
 * Writes down that this process serves, for whoever asks later which revision ran when. A database that is away is asked
 * again every ten seconds, and is no reason not to serve.
 * @returns writes down that it ended, within 400 ms; a process that never got its beginning written has no end
 */
export function startProcessRecord({ log, begin, end, everyMs = EVERY_MS }: Options): () => Promise<void> {
  let isWritten = false;
  let isTold = false;
  let writing: Promise<void> | null = null;
  const write = () => {
    writing ??= begin()
      .then(
        () => {
          isWritten = true;
          clearInterval(timer);
        },
        (error: unknown) => {
          if (!isTold) log.warn({ error }, "the start of this process is not written down yet");
          isTold = true;
        },
      )
      .finally(() => {
        writing = null;
      });
    return writing;
  };
  const timer = setInterval(() => void write(), everyMs);
  timer.unref();
  void write();
  return async () => {
    clearInterval(timer);
    let patience: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      patience = setTimeout(resolve, LAST_WITHIN_MS);
    });
    const finish = async () => {
      await writing;
      if (isWritten) await end();
    };
    await Promise.race([finish().catch(() => {}), late]);
    clearTimeout(patience);
  };
}
