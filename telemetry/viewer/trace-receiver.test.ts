import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { example, expected, json, protobuf } from "./sdk-spans.ts";
import { createTraceReceiver, type TraceReceiver } from "./trace-receiver.server.ts";

describe("the receiver", () => {
  let receiver: TraceReceiver;
  let url: string;
  beforeEach(async () => {
    receiver = createTraceReceiver({ maxSpans: 3 });
    url = `${await receiver.listen(0)}/v1/traces`;
  });
  afterEach(() => receiver.close());

  const post = (body: Uint8Array | string, headers: Record<string, string>) =>
    fetch(url, { method: "POST", body: body as BodyInit, headers });
  const PROTOBUF = { "content-type": "application/x-protobuf" };
  const JSON_TYPE = { "content-type": "application/json; charset=utf-8" };

  test("takes protobuf and JSON, with gzip and without, and answers in kind", async () => {
    const bodies = [
      [protobuf(example()), PROTOBUF, ""],
      [gzipSync(protobuf(example())), { ...PROTOBUF, "content-encoding": "gzip" }, ""],
      [json(example()), JSON_TYPE, "{}"],
    ] as const;
    for (const [body, headers, answered] of bodies) {
      const answer = await post(body, headers);
      expect([answer.status, await answer.text()]).toEqual([200, answered]);
      expect(headers["content-type"]).toContain(answer.headers.get("content-type"));
    }
    expect(receiver.spans).toEqual(Array(3).fill({ ...expected(example()) }));
  });

  test("keeps only the last spans", async () => {
    for (const name of ["a", "b", "c", "d"]) await post(protobuf({ ...example(), name }), PROTOBUF);
    expect(receiver.spans.map((span) => span.name)).toEqual(["b", "c", "d"]);
  });

  test("waits for a span to come, finds one that came, and says what came instead", async () => {
    const wait = receiver.waitFor((span) => span.name === "GET /people", 10_000);
    await post(json(example()), JSON_TYPE);
    expect((await wait).traceId).toBe(example().traceId);
    expect((await receiver.waitFor((span) => span.status.code === "error", 10_000)).name).toBe("GET /people");
    await expect(receiver.waitFor((span) => span.name === "other", 1)).rejects.toThrow(/1 received: GET \/people/);
  });

  const refusals: [what: string, send: () => Promise<Response>, status: number][] = [
    ["a body that is no protobuf", () => post("hello", PROTOBUF), 400],
    ["a body that is no JSON", () => post("hello", JSON_TYPE), 400],
    ["a body that is no gzip", () => post("hello", { ...PROTOBUF, "content-encoding": "gzip" }), 400],
    [
      "a gzip of 100 MB",
      () => post(gzipSync(Buffer.alloc(100_000_000)), { ...PROTOBUF, "content-encoding": "gzip" }),
      413,
    ],
    ["another type", () => post("x", { "content-type": "text/plain" }), 415],
    ["another encoding", () => post("x", { ...PROTOBUF, "content-encoding": "br" }), 415],
    ["another method", () => fetch(url), 405],
    ["another path", () => fetch(`${url}/x`, { method: "POST" }), 404],
  ];
  for (const [what, send, status] of refusals) {
    test(`refuses ${what} with ${status} and goes on`, async () => {
      expect((await send()).status).toBe(status);
      expect((await post(protobuf(example()), PROTOBUF)).status).toBe(200);
    });
  }
});
