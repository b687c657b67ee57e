import type { TenantTransaction } from "../db/database.server.ts";
import type { Handling } from "./route.server.ts";

type Streaming = Pick<Handling<unknown, unknown>, "read" | "request" | "context">;

/**
 * A body that is written while it is read from the database, inside one read transaction, at the speed of the client.
 * What fails before the first piece is thrown, so that it still becomes a problem; later the connection is cut.
 * @param produce the pieces of the body, each large enough to be worth a write
 */
export async function streamBody(
  { read, request, context }: Streaming,
  produce: (tx: TenantTransaction) => AsyncGenerator<string>,
): Promise<ReadableStream<Uint8Array>> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  const encoder = new TextEncoder();
  let begin: () => void = () => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const abort = (reason: unknown) => writer.abort(reason).catch(() => {});
  const onGone = () => void abort(new Error("the client is gone"));
  request.signal.addEventListener("abort", onGone, { once: true });
  const done = read(async (tx) => {
    for await (const piece of produce(tx)) {
      begin();
      await context.drained();
      await writer.write(encoder.encode(piece));
    }
  })
    .then(() => writer.close())
    .finally(() => request.signal.removeEventListener("abort", onGone));
  done.catch((error: unknown) => {
    if (!request.signal.aborted) context.failed({ problem: "streamed answer ended early", error });
    return abort(error);
  });
  await Promise.race([begun, done]);
  return readable;
}
