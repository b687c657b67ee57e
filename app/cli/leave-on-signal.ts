import os from "node:os";

/**
 * A command that is stopped takes the server down that it started, unless others use it. Sessions that were at work are
 * rolled back by the server.
 * @param onSignal what a signal does instead of ending the command; false lets it end
 * @returns what forgets this
 */
export function leaveOnSignal(leave: () => Promise<void>, onSignal?: () => boolean): () => void {
  const handlers = (["SIGINT", "SIGTERM", "SIGHUP"] as const).map((signal) => {
    const handler = () => {
      if (onSignal?.()) return;
      void leave().finally(() => process.exit(128 + os.constants.signals[signal]));
    };
    process.on(signal, handler);
    return () => process.off(signal, handler);
  });
  return () => {
    for (const forget of handlers) forget();
  };
}
