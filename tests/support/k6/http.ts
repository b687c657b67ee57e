import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";
import type { Answered, Asked } from "./http-worker.ts";
import { samples } from "./samples.ts";

// Stands for the module `k6/http`. Its requests are synchronous, so a thread sends them while this one waits.

type Expected = (status: number) => boolean;
type Params = {
  headers?: Record<string, string>;
  tags?: Record<string, string>;
  timeout?: string;
  redirects?: number;
  responseCallback?: Expected;
};

const wake = new Int32Array(new SharedArrayBuffer(4));
const { port1, port2 } = new MessageChannel();
const worker = new Worker(new URL("./http-worker.ts", import.meta.url), {
  workerData: { wake, port: port2 },
  transferList: [port2],
});
worker.unref();

/** Cookies of this journey; k6 forgets them between journeys. */
const jar = new Map<string, string>();
export const forgetCookies = (): void => jar.clear();

function expectedStatuses(...allowed: (number | { min: number; max: number })[]): Expected {
  return (status) =>
    allowed.some((each) => (typeof each === "number" ? each === status : status >= each.min && status <= each.max));
}

function request(method: string, url: string, body: Record<string, string> | null, params: Params = {}) {
  const headers: Record<string, string> = { ...params.headers };
  if (jar.size > 0) headers.cookie ??= [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
  if (body !== null) headers["content-type"] = "application/x-www-form-urlencoded";
  const answered = send({
    method,
    url,
    headers,
    body: body === null ? null : new URLSearchParams(body).toString(),
    timeoutMs: Number(process.env.STAND_IN_TIMEOUT_MS ?? Number.parseFloat(params.timeout ?? "60s") * 1000),
  });
  for (const cookie of answered.cookies) {
    const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
    jar.set(name, value);
  }
  const isExpected = params.responseCallback ?? expectedStatuses({ min: 200, max: 399 });
  const tags = { ...params.tags, method, status: String(answered.status), traceparent: headers.traceparent ?? "" };
  samples.add("http_reqs", 1, tags);
  samples.add("http_req_duration", answered.ms, tags);
  samples.add("http_req_failed", isExpected(answered.status) ? 0 : 1, tags);
  return { ...answered, timings: { duration: answered.ms } };
}

function send(asked: Asked): Answered {
  Atomics.store(wake, 0, 0);
  port1.postMessage(asked);
  Atomics.wait(wake, 0, 0);
  const received = receiveMessageOnPort(port1) as { message: Answered } | undefined;
  if (received === undefined) throw new Error("the thread that sends requests did not answer");
  return received.message;
}

const get = (url: string, params?: Params) => request("GET", url, null, params);

export default { request, get, expectedStatuses };
