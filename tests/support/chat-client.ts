import type { AppContext } from "../../app/http/context.ts";
import { signInCookie } from "../../app/http/session.server.ts";
import type { ChatResult } from "../../app/model/chat.ts";
import type { Role } from "../../app/model/roles.ts";
import { action as chat } from "../../app/routes/api.chat.ts";
import { readServerEvents } from "../../app/ui/server-events.ts";

export type Route = (args: {
  request: Request;
  params: Record<string, string>;
  context: AppContext;
}) => Promise<Response>;

type Sending = { params?: Record<string, string>; role?: Role; headers?: Record<string, string>; within?: AppContext };

/** Sends what a page of this server sends, to the routes of the chat themselves. */
export function createChatClient(context: AppContext, ownTenant: string) {
  const cookieOf = (role: Role, tenantId = ownTenant) =>
    signInCookie(context, { user: role, role, tenantId, tenantSlug: "default" });

  /** Signed in as an analyst unless told otherwise; a text goes as it is. */
  async function send(route: Route, method: string, path: string, body: unknown, options: Sending = {}) {
    const headers = new Headers({
      cookie: await cookieOf(options.role ?? "analyst"),
      origin: "http://localhost:3000",
      host: "localhost:3000",
      "content-type": "application/json",
      ...options.headers,
    });
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const request = new Request(`http://localhost:3000${path}`, {
      method,
      headers,
      ...(method === "GET" ? {} : { body: text }),
    });
    return route({ request, params: options.params ?? {}, context: options.within ?? context });
  }

  const ask = (body: unknown, options?: Sending) => send(chat, "POST", "/api/chat", body, options);
  const askFor = async (body: unknown, options?: Sending): Promise<ChatResult> => (await ask(body, options)).json();
  return { cookieOf, send, ask, askFor };
}

export type Sent = { event: string; data: ReturnType<typeof JSON.parse> };

/** @returns the events of an answer, in order, once it has ended */
export async function eventsOf({ body }: Response): Promise<Sent[]> {
  const events: Sent[] = [];
  if (body === null) throw new Error("no body");
  for await (const { event, data } of readServerEvents(body)) events.push({ event, data: JSON.parse(data) });
  return events;
}
