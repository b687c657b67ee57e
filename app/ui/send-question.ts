import type { ChatProgress, ChatResult } from "../model/chat.ts";
import { readServerEvents } from "./server-events.ts";

export type SentQuestion = {
  question: string;
  conversationId?: string | undefined;
  picks?: Readonly<Record<string, string>> | undefined;
};

/** The question was not answered, in words for whoever asked. */
export class SendError extends Error {
  override name = "SendError";
}

/**
 * Asks by POST /api/chat and tells how far it is.
 * @throws SendError, or the signal's reason
 */
export async function sendQuestion(
  sent: SentQuestion,
  { signal, onProgress }: { signal: AbortSignal; onProgress(progress: ChatProgress): void },
): Promise<ChatResult> {
  const response = await fetch("/api/chat", {
    method: "POST",
    headers: { "content-type": "application/json", accept: "text/event-stream" },
    body: JSON.stringify(sent),
    signal,
  });
  if (!response.ok || response.body === null) {
    const problem: { detail?: string } = await response.json().catch(() => ({}));
    throw new SendError(problem.detail ?? `The server answered ${response.status}. Try again.`);
  }
  for await (const { event, data } of readServerEvents(response.body)) {
    if (event === "progress") onProgress(JSON.parse(data));
    if (event === "result") return JSON.parse(data);
    if (event === "problem") throw new SendError(JSON.parse(data).detail);
  }
  throw new SendError("The connection ended before the answer came. Ask again.");
}
