/** Progress for people, always on stderr so that stdout stays data. */
export type Progress = { report: (message: string) => void; end: () => void };

/** On a terminal one line that is rewritten; elsewhere a line each time. */
export function createProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  let shown = false;
  return {
    report(message) {
      if (!stream.isTTY) {
        stream.write(`${message}\n`);
        return;
      }
      stream.write(`\r\x1b[2K${message.slice(0, (stream.columns ?? 80) - 1)}`);
      shown = true;
    },
    end() {
      if (shown) stream.write("\r\x1b[2K");
      shown = false;
    },
  };
}
