import { connect } from "node:net";

/**
 * Sends a request as it is written, which no client would do, on a connection of its own.
 * @param lines the request line and headers, without the empty line at the end
 * @returns the status that it was answered with; 0 when it was not answered at all
 */
export function sendRaw(url: string, ...lines: string[]): Promise<number> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    let answer = "";
    const socket = connect(Number(port), hostname);
    socket.setEncoding("latin1");
    socket.on("data", (text: string) => {
      answer += text;
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0)));
    socket.write([...lines, "connection: close", "", ""].join("\r\n"), "latin1");
  });
}
