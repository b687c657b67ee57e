import { JsonText } from "../model/json-text.ts";
import { NO_PAGE_POLICY } from "./security-headers.ts";

/** What the API answers, before anybody makes a Response or writes it to a socket. */
export type ApiAnswer = {
  status: number;
  headers: Record<string, string>;
  body: string | ReadableStream<Uint8Array>;
};

/** What every answer of the API carries. */
export const API_HEADERS = { "cache-control": "no-store", "content-security-policy": NO_PAGE_POLICY };

/** A handler's result that is not sent as JSON. */
export class StreamedBody {
  readonly body: ReadableStream<Uint8Array>;
  readonly headers: Record<string, string>;

  /** @param headers content-type among them */
  constructor(body: ReadableStream<Uint8Array>, headers: Record<string, string>) {
    this.body = body;
    this.headers = headers;
  }
}

/** @param result sent as JSON, unless it is a StreamedBody or is JSON already */
export function answerOf(result: unknown, status = 200): ApiAnswer {
  if (result instanceof StreamedBody) {
    return { status, headers: { ...API_HEADERS, ...result.headers }, body: result.body };
  }
  return {
    status,
    headers: { "content-type": "application/json", ...API_HEADERS },
    body: result instanceof JsonText ? result.text : JSON.stringify(result),
  };
}

export function responseOf({ status, headers, body }: ApiAnswer): Response {
  return new Response(body, { status, headers });
}
