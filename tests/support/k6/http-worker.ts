import http from "node:http";
import { type MessagePort, workerData } from "node:worker_threads";

export type Asked = {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string | null;
  timeoutMs: number;
};
/** As k6 gives it: status 0 and `error` where there was no answer. */
export type Answered = {
  status: number;
  body: string;
  headers: Record<string, string>;
  cookies: string[];
  error: string;
  ms: number;
};

const { wake, port } = workerData as { wake: Int32Array; port: MessagePort };
const agent = new http.Agent({ keepAlive: true });

port.on("message", async (asked: Asked) => {
  const begun = performance.now();
  const answered = await ask(asked).catch((error: unknown) => ({
    status: 0,
    body: "",
    headers: {},
    cookies: [],
    error: String(error),
  }));
  port.postMessage({ ...answered, ms: performance.now() - begun } satisfies Answered);
  Atomics.store(wake, 0, 1);
  Atomics.notify(wake, 0);
});

function ask({ method, url, headers, body, timeoutMs }: Asked): Promise<Omit<Answered, "ms">> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      url,
      { method, headers, agent, signal: AbortSignal.timeout(timeoutMs) },
      (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (piece: string) => {
          text += piece;
        });
        response.on("error", reject);
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            body: text,
            headers: Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)])),
            cookies: response.headers["set-cookie"] ?? [],
            error: "",
          }),
        );
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}
