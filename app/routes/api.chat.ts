import { streamEvents } from "../http/events.server.ts";
import { apiRoute, onlyMethod } from "../http/route.server.ts";
import { ChatBody } from "../model/ask-params.ts";
import type { ChatProgress } from "../model/chat.ts";
import { NoParams } from "../model/filters.ts";
import { ROLES } from "../model/roles.ts";

/** Answers a question in English, as JSON or, for whoever accepts text/event-stream, as events. */
export const action = apiRoute({
  method: "POST",
  allow: ROLES,
  query: NoParams,
  form: ChatBody,
  handler: async ({ request, context, session, form }) => {
    const ask = (signal: AbortSignal, onProgress: (progress: ChatProgress) => void) =>
      context.chat.ask({
        tenantId: session.tenantId,
        actor: session.user,
        question: form.question,
        conversationId: form.conversationId ?? null,
        picks: form.picks ?? {},
        signal,
        onProgress,
      });
    if (!request.headers.get("accept")?.includes("text/event-stream")) return ask(request.signal, () => {});
    return streamEvents({ request, context }, async (send, signal) => {
      send("result", await ask(signal, (progress) => send("progress", progress)));
    });
  },
});

export const loader = onlyMethod("POST");
