import OpenAI, { APIError } from "openai";
import { llmErrorOf, parseArguments } from "./http-faults.ts";
import { LlmError, type LlmProvider, type LlmRequest, type ProviderOptions } from "./llm.ts";

type InputItem = OpenAI.Responses.ResponseInputItem;

/** Responses API of OpenAI: https://platform.openai.com/docs/guides/streaming-responses */
export function createOpenAi({ apiKey, model, baseUrl, maxTokens }: ProviderOptions): LlmProvider {
  const client = new OpenAI({ apiKey, baseURL: baseUrl, maxRetries: 0, logLevel: "off" });
  return {
    name: "openai",
    model,
    async ask(request, { signal, onArguments }) {
      try {
        const events = await client.responses.create(
          {
            model,
            max_output_tokens: maxTokens,
            instructions: request.system,
            input: inputOf(request),
            tools: request.tools.map(({ name, description, parameters }) => ({
              type: "function" as const,
              name,
              description,
              parameters,
              strict: true,
            })),
            tool_choice: "required",
            parallel_tool_calls: false,
            // Nothing stays with the provider, so what the model thought must travel with the next request.
            store: false,
            include: ["reasoning.encrypted_content"],
            stream: true,
          },
          { signal },
        );
        const names = new Map<string, string>();
        let json = "";
        for await (const event of events) {
          if (event.type === "response.output_item.added" && event.item.type === "function_call") {
            names.set(event.item.id ?? "", event.item.name);
          } else if (event.type === "response.function_call_arguments.delta") {
            json += event.delta;
            onArguments(names.get(event.item_id) ?? "", json);
          } else if (event.type === "error") {
            throw new LlmError(event.code === "rate_limit_exceeded" ? "rate limited" : "overloaded");
          } else if (event.type === "response.failed") {
            throw new LlmError(event.response.error?.code === "rate_limit_exceeded" ? "rate limited" : "overloaded");
          } else if (event.type === "response.incomplete") {
            const declined = event.response.incomplete_details?.reason === "content_filter";
            throw new LlmError(declined ? "declined" : "incomplete");
          } else if (event.type === "response.completed") {
            return stepOf(event.response);
          }
        }
        // The stream ended before the answer did.
        throw new LlmError("unreachable");
      } catch (error) {
        const { status, headers } = error instanceof APIError ? error : {};
        throw llmErrorOf(error, signal, { status, retryAfter: headers?.get("retry-after") });
      }
    },
  };
}

function stepOf({ output, usage }: OpenAI.Responses.Response) {
  const call = output.find((item) => item.type === "function_call");
  if (call === undefined) {
    const parts = output.flatMap((item) => (item.type === "message" ? item.content : []));
    throw new LlmError(parts.some(({ type }) => type === "refusal") ? "declined" : "nonsense");
  }
  return {
    call: { id: call.call_id, name: call.name, input: parseArguments(call.arguments) },
    native: output,
    usage: { input: usage?.input_tokens ?? 0, output: usage?.output_tokens ?? 0 },
  };
}

function inputOf({ question, steps }: LlmRequest): InputItem[] {
  return [
    { role: "user", content: question },
    ...steps.flatMap(({ step, result }): InputItem[] => [
      ...(step.native as InputItem[]),
      { type: "function_call_output", call_id: step.call.id, output: result },
    ]),
  ];
}
