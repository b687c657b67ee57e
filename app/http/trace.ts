const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?$/;

/** @returns the trace id of the caller's W3C traceparent header, or a new random one. */
export function traceIdOf(request: Request): string {
  const given = TRACEPARENT.exec(request.headers.get("traceparent") ?? "")?.[1];
  return given ?? Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("hex");
}
