import type { IncomingRequest } from "./context.ts";
import { badRequest, HttpError } from "./errors.ts";

/** Questions are short texts; a figure of docs/http-api.md. */
const MOST_BYTES = 64 * 1024;

/**
 * The body of a request as a JSON object, which nobody has checked yet.
 * @throws HttpError unsupported-media-type, too-large or bad-request
 */
export async function readJsonBody(request: IncomingRequest): Promise<object> {
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "";
  if (type !== "application/json") {
    throw new HttpError("unsupported-media-type", `the content type is ${JSON.stringify(type)}; send application/json`);
  }
  const text = await readText(request);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw badRequest([{ field: "body", detail: "cannot be read as JSON; allowed: one JSON object" }]);
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw badRequest([{ field: "body", detail: "is no JSON object; allowed: one JSON object" }]);
}

async function readText({ body, headers }: IncomingRequest): Promise<string> {
  const tooLarge = () =>
    new HttpError("too-large", `the body has more than ${MOST_BYTES / 1024} KiB; send a shorter one`);
  if (Number(headers.get("content-length") ?? 0) > MOST_BYTES) throw tooLarge();
  const decoder = new TextDecoder();
  let bytes = 0;
  let text = "";
  const reader = body?.getReader();
  for (let read = await reader?.read(); read !== undefined && !read.done; read = await reader?.read()) {
    bytes += read.value.byteLength;
    if (bytes > MOST_BYTES) {
      await reader?.cancel();
      throw tooLarge();
    }
    text += decoder.decode(read.value, { stream: true });
  }
  return text + decoder.decode();
}
