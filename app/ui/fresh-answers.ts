import type { AskedAgain } from "../model/asked-again.ts";
import type { ChatResult } from "../model/chat.ts";

// An answer that has just been streamed need not be asked for a second time by the page that shows it.
let fresh: AskedAgain | null = null;

/** Hands an answer to the page of its question. */
export function keepFresh(result: ChatResult): void {
  const { id, conversationId, question, outcome, model } = result;
  const askedAt = new Date().toISOString();
  fresh = { id, conversationId, question, outcome, model, askedBy: "", askedAt, feedback: null, isOwn: true };
}

/** @returns the answer of this question if it is the one that was handed over last; a second time it is gone */
export function takeFresh(id: string | undefined): AskedAgain | null {
  const taken = fresh?.id === id ? fresh : null;
  if (taken !== null) fresh = null;
  return taken;
}
