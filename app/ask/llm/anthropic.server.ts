import Anthropic, { APIError } from "@anthropic-ai/sdk";
import { llmErrorOf } from "./http-faults.ts";
import { LlmError, type LlmProvider, type LlmRequest, type ProviderOptions } from "./llm.ts";

/** Messages API of Anthropic: https://docs.claude.com/en/api/messages-streaming */
export function createAnthropic({ apiKey, model, baseUrl, maxTokens }: ProviderOptions): LlmProvider {
  // Retries are the assistant's, so that they are the same with every provider and the breaker sees each failure.
  const client = new Anthropic({ apiKey, baseURL: baseUrl, maxRetries: 0, logLevel: "off" });
  return {
    name: "anthropic",
    model,
    async ask(request, { signal, onArguments }) {
      try {
        const stream = client.messages.stream(
          {
            model,
            max_tokens: maxTokens,
            system: request.system,
            messages: messagesOf(request),
            tools: request.tools.map(({ name, description, parameters }) => ({
              name,
              description,
              strict: true,
              input_schema: { ...parameters, type: "object" as const },
            })),
            tool_choice: { type: "any", disable_parallel_tool_use: true },
          },
          { signal },
        );
        let json = "";
        let called = "";
        stream.on("streamEvent", (event) => {
          if (event.type === "content_block_start" && event.content_block.type === "tool_use") {
            called = event.content_block.name;
          }
          if (event.type !== "content_block_delta" || event.delta.type !== "input_json_delta") return;
          json += event.delta.partial_json;
          onArguments(called, json);
        });
        const message = await stream.finalMessage();
        if (message.stop_reason === "refusal") throw new LlmError("declined");
        if (message.stop_reason === "max_tokens") throw new LlmError("incomplete");
        const call = message.content.find((block) => block.type === "tool_use");
        if (call === undefined) throw new LlmError("nonsense");
        const { input_tokens: input, output_tokens: output } = message.usage;
        return {
          call: { id: call.id, name: call.name, input: call.input },
          native: message.content,
          usage: { input, output },
        };
      } catch (error) {
        const { status, headers } = error instanceof APIError ? error : {};
        throw llmErrorOf(error, signal, { status, retryAfter: headers?.get("retry-after") });
      }
    },
  };
}

function messagesOf({ question, steps }: LlmRequest): Anthropic.MessageParam[] {
  return [
    { role: "user", content: question },
    ...steps.flatMap(({ step, result }): Anthropic.MessageParam[] => [
      { role: "assistant", content: step.native as Anthropic.ContentBlockParam[] },
      { role: "user", content: [{ type: "tool_result", tool_use_id: step.call.id, content: result }] },
    ]),
  ];
}
