import { once } from "node:events";
import http from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

export type Asked = {
  /** Answers by status. */
  statuses: Record<number, number>;
  /** What went wrong with requests that were sent on an open connection, in words. */
  failures: string[];
  /** Trace id of the last request that was answered and whose trace is kept. */
  lastTraceId: string;
};

/** So many requests, the first among them, for one whose trace is kept: sending all of them is a load of its own. */
const KEPT_EVERY = 8;

/** Up to this many milliseconds between an answer and the next request, so that requests meet the end at any moment. */
const THINK_MS = 20;

/**
 * One client that asks the same again and again on one kept connection, each time in a trace of its own, until the
 * server tells it to close the connection.
 */
export async function keepAsking(url: string, headers: Record<string, string> = {}): Promise<Asked> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const asked: Asked = { statuses: {}, failures: [], lastTraceId: "" };
  for (let number = 1; ; number += 1) {
    const traceId = newTraceId();
    const isKept = number % KEPT_EVERY === 1;
    try {
      const traceparent = `00-${traceId}-00f067aa0ba902b7-${isKept ? "01" : "00"}`;
      const response = await ask(url, agent, { ...headers, traceparent });
      await readAll(response);
      const status = response.statusCode ?? 0;
      asked.statuses[status] = (asked.statuses[status] ?? 0) + 1;
      if (isKept) asked.lastTraceId = traceId;
      if (response.headers.connection === "close") return asked;
    } catch (error) {
      asked.failures.push(`request ${number} of ${url}: ${error}`);
      return asked;
    }
    await sleep(Math.random() * THINK_MS);
  }
}

/** @returns the answer's head; its body is still to be read */
export async function ask(
  url: string,
  agent: http.Agent,
  headers: Record<string, string> = {},
): Promise<http.IncomingMessage> {
  const [response] = (await once(http.get(url, { agent, headers }), "response")) as [http.IncomingMessage];
  return response;
}

/** @throws Error when the answer ended before it was complete */
export async function readAll(response: http.IncomingMessage): Promise<string> {
  let text = "";
  response.setEncoding("utf8");
  for await (const piece of response) text += piece;
  if (!response.complete) throw new Error(`the answer ended after ${text.length} characters`);
  return text;
}

function newTraceId(): string {
  return Array.from({ length: 32 }, () => Math.floor(Math.random() * 15 + 1).toString(16)).join("");
}
