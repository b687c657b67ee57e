import { expect, test } from "vitest";
import { readServerEvents } from "./server-events.ts";

test("events are read wherever the stream is cut, and comments are none", async () => {
  const bytes = new TextEncoder().encode(
    ': still here\n\nevent: progress\ndata: {"name":"Zoë: a"}\n\ndata: one\ndata: two\n\nevent: result\ndata: cut',
  );
  for (const size of [1, 7, 1_000]) {
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.slice(at, at + size));
        controller.close();
      },
    });
    const events = [];
    for await (const event of readServerEvents(stream)) events.push(event);
    expect(events).toEqual([
      { event: "progress", data: '{"name":"Zoë: a"}' },
      { event: "message", data: "one\ntwo" },
    ]);
  }
});
