import { type Turn, USAGE } from "./turn.ts";

const FINISH_REASONS: Partial<Record<Turn["does"], string>> = { declined: "SAFETY", incomplete: "MAX_TOKENS" };

const THOUGHT = { text: "", thought: true, thoughtSignature: "c2lnbmF0dXJl" };

/** Chunks of https://ai.google.dev/api/generate-content#v1beta.GenerateContentResponse, as server-sent events. */
export function writeGoogle(turn: Turn, count: number): string[] {
  const chunk = (parts: unknown[], finishReason?: string) =>
    `data: ${JSON.stringify({
      candidates: [{ content: { role: "model", parts }, ...(finishReason ? { finishReason } : {}), index: 0 }],
      usageMetadata: { promptTokenCount: USAGE.input, candidatesTokenCount: USAGE.output },
      modelVersion: "gemini-test",
      responseId: `response-${count}`,
    })}\r\n\r\n`;
  const finish = FINISH_REASONS[turn.does] ?? "STOP";
  if (!("name" in turn)) return [chunk([{ text: turn.does === "text" ? turn.text : "I" }]), chunk([], finish)];
  const call = { functionCall: { id: `call-${count}`, name: turn.name, args: turn.input } };
  return [chunk([THOUGHT]), chunk([{ ...call, thoughtSignature: "c2lnbmF0dXJl" }]), chunk([{ text: "" }], finish)];
}
