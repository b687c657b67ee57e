import { piecesOf, type Turn, USAGE } from "./turn.ts";

/** Events of https://platform.openai.com/docs/api-reference/responses-streaming */
export function writeOpenAi(turn: Turn, count: number): string[] {
  let sequence = 0;
  const event = (type: string, data: object) =>
    `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: sequence++, ...data })}\n\n`;
  const response = (status: string, output: unknown[], more: object = {}) => ({
    id: `resp_${count}`,
    object: "response",
    created_at: 1_790_000_000,
    model: "gpt-test",
    status,
    output,
    error: null,
    incomplete_details: null,
    usage: {
      input_tokens: USAGE.input,
      output_tokens: USAGE.output,
      total_tokens: USAGE.input + USAGE.output,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens_details: { reasoning_tokens: 0 },
    },
    ...more,
  });
  const created = event("response.created", { response: response("in_progress", []) });
  if (turn.does === "incomplete") {
    const incomplete = response("incomplete", [], { incomplete_details: { reason: "max_output_tokens" } });
    return [created, event("response.incomplete", { response: incomplete })];
  }
  if (!("name" in turn)) {
    const part =
      turn.does === "declined"
        ? { type: "refusal", refusal: "I will not." }
        : { type: "output_text", text: turn.does === "text" ? turn.text : "", annotations: [] };
    const item = { type: "message", id: `msg_${count}`, status: "completed", role: "assistant", content: [part] };
    return [created, event("response.completed", { response: response("completed", [item]) })];
  }
  const json = JSON.stringify(turn.input);
  const item = { type: "function_call", id: `fc_${count}`, call_id: `call_${count}`, name: turn.name };
  const done = { ...item, status: "completed", arguments: json };
  const place = { output_index: 0, item_id: item.id };
  return [
    created,
    event("response.output_item.added", { output_index: 0, item: { ...item, status: "in_progress", arguments: "" } }),
    ...piecesOf(json).map((delta) => event("response.function_call_arguments.delta", { ...place, delta })),
    event("response.function_call_arguments.done", { ...place, name: turn.name, arguments: json }),
    event("response.output_item.done", { output_index: 0, item: done }),
    event("response.completed", { response: response("completed", [done]) }),
  ];
}
