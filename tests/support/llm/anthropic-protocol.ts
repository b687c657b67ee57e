import { piecesOf, type Turn, USAGE } from "./turn.ts";

const event = (type: string, data: object) => `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;

const STOP_REASONS: Partial<Record<Turn["does"], string>> = {
  text: "end_turn",
  declined: "refusal",
  incomplete: "max_tokens",
};

/** Events of https://docs.claude.com/en/docs/build-with-claude/streaming */
export function writeAnthropic(turn: Turn, count: number): string[] {
  const message = {
    id: `msg_${count}`,
    type: "message",
    role: "assistant",
    model: "claude-test",
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { input_tokens: USAGE.input, output_tokens: 1 },
  };
  const isCall = "name" in turn;
  const block = isCall
    ? { type: "tool_use", id: `toolu_${count}`, name: turn.name, input: {} }
    : { type: "text", text: "" };
  const deltas = isCall
    ? piecesOf(JSON.stringify(turn.input)).map((partial_json) => ({ type: "input_json_delta", partial_json }))
    : piecesOf(turn.does === "text" ? turn.text : "I ").map((text) => ({ type: "text_delta", text }));
  return [
    event("message_start", { message }),
    event("ping", {}),
    event("content_block_start", { index: 0, content_block: block }),
    ...deltas.map((delta) => event("content_block_delta", { index: 0, delta })),
    event("content_block_stop", { index: 0 }),
    event("message_delta", {
      delta: { stop_reason: STOP_REASONS[turn.does] ?? "tool_use", stop_sequence: null },
      usage: { output_tokens: USAGE.output },
    }),
    event("message_stop", {}),
  ];
}
