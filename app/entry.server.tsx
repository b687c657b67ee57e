import { PassThrough } from "node:stream";
import type { AppLoadContext, EntryContext } from "@remix-run/node";
import { createReadableStreamFromReadable } from "@remix-run/node";
import { RemixServer } from "@remix-run/react";
import { isbot } from "isbot";
import { renderToPipeableStream } from "react-dom/server";
import { Nonce } from "./ui/nonce.ts";

/** Longest time that a page may take to render; Remix gives up on its data a second earlier. */
const RENDER_LIMIT_MS = 10_000;
export const streamTimeout = RENDER_LIMIT_MS - 1_000;

/**
 * Renders a page as a stream: people get the frame as soon as it stands, robots the finished page.
 * @throws what the frame itself throws while rendering
 */
export default function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  remix: EntryContext,
  context: AppLoadContext,
): Promise<Response> {
  const ready = isbot(request.headers.get("user-agent")) ? "onAllReady" : "onShellReady";
  return new Promise((resolve, reject) => {
    let answered = false;
    let answerStatus = status;
    const { nonce } = context;
    const page = (
      <Nonce.Provider value={nonce}>
        <RemixServer context={remix} url={request.url} nonce={nonce} />
      </Nonce.Provider>
    );
    const { pipe, abort } = renderToPipeableStream(page, {
      nonce,
      [ready]() {
        answered = true;
        const body = new PassThrough();
        headers.set("content-type", "text/html; charset=utf-8");
        // Pages hold what only the signed-in may see.
        if (!headers.has("cache-control")) headers.set("cache-control", "no-store");
        resolve(new Response(createReadableStreamFromReadable(body), { headers, status: answerStatus }));
        pipe(body);
      },
      onShellError: reject,
      onError(error: unknown) {
        answerStatus = 500;
        // Before the answer the error goes to the caller, who logs it.
        if (!answered) return;
        context.failed({ problem: "rendering the rest of a page failed", error });
      },
    });
    setTimeout(abort, RENDER_LIMIT_MS).unref();
  });
}
