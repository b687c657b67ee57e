import { expect, test, vi } from "vitest";
import type { AppContext, Failure } from "./context.ts";
import { HttpError } from "./errors.ts";
import { streamEvents } from "./events.server.ts";

type Work = Parameters<typeof streamEvents>[1];

function stream(work: Work) {
  const leaving = new AbortController();
  const failures: Failure[] = [];
  const request = new Request("http://localhost/api/chat", { method: "POST", signal: leaving.signal });
  const context = {
    trace: { traceId: "t" },
    failed: (failure: Failure) => failures.push(failure),
  } as unknown as AppContext;
  const { body } = streamEvents({ request, context }, work);
  return { body, leaving, failures };
}

const textOf = (body: ReadableStream<Uint8Array>) => new Response(body).text();

test("events stand in order, one line of JSON each, and the stream ends with the work", async () => {
  const { body } = stream(async (send) => {
    send("progress", { text: "two\nlines" });
    send("result", 1);
  });
  expect(await textOf(body)).toBe('event: progress\ndata: {"text":"two\\nlines"}\n\nevent: result\ndata: 1\n\n');
});

test("an error becomes the event problem, without its cause", async () => {
  const { body, failures } = stream(async () => {
    throw new Error("password is hunter2");
  });
  const text = await textOf(body);
  expect(text).toContain('event: problem\ndata: {"type":"urn:alxderia:problem:internal"');
  expect(text).not.toContain("hunter2");
  expect(failures).toMatchObject([{ problem: "internal", error: expect.any(Error) }]);
});

test("a problem that the caller may know is told", async () => {
  const { body } = stream(async () => {
    throw new HttpError("not-found", "no such thing");
  });
  expect(await textOf(body)).toContain('"detail":"no such thing"');
});

test("a comment every 15 s keeps the connection while the work goes on", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  try {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { body } = stream(() => promise);
    const text = textOf(body);
    vi.advanceTimersByTime(30_000);
    resolve();
    expect(await text).toBe(": still here\n\n: still here\n\n");
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

test("the work is told when the client leaves, by either way, and that is no failure", async () => {
  for (const leave of ["abort", "cancel"] as const) {
    const { promise, resolve } = Promise.withResolvers<string>();
    const { body, leaving, failures } = stream(async (_, signal) => {
      await new Promise((gone) => signal.addEventListener("abort", gone));
      resolve("told");
      throw new Error("stopped");
    });
    if (leave === "abort") leaving.abort();
    else await body.cancel();
    expect(await promise).toBe("told");
    expect(failures).toEqual([]);
  }
});
