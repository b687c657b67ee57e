import {
  ApiError,
  type Content,
  FinishReason,
  FunctionCallingConfigMode,
  type GenerateContentResponse,
  GoogleGenAI,
  type Part,
} from "@google/genai";
import { llmErrorOf } from "./http-faults.ts";
import { LlmError, type LlmProvider, type LlmRequest, type ProviderOptions } from "./llm.ts";

/** Gemini API of Google: https://ai.google.dev/api/generate-content#method:-models.streamgeneratecontent */
export function createGoogle({ apiKey, model, baseUrl, maxTokens }: ProviderOptions): LlmProvider {
  const client = new GoogleGenAI({
    apiKey,
    vertexai: false,
    httpOptions: { ...(baseUrl === null ? {} : { baseUrl }), retryOptions: { attempts: 1 } },
  });
  return {
    name: "google",
    model,
    async ask(request, { signal, onArguments }) {
      try {
        const chunks = await client.models.generateContentStream({
          model,
          contents: contentsOf(request),
          config: {
            abortSignal: signal,
            systemInstruction: request.system,
            maxOutputTokens: maxTokens,
            tools: [
              {
                functionDeclarations: request.tools.map(({ name, description, parameters }) => ({
                  name,
                  description,
                  parametersJsonSchema: parameters,
                })),
              },
            ],
            toolConfig: { functionCallingConfig: { mode: FunctionCallingConfigMode.ANY } },
          },
        });
        return await stepOf(chunks, onArguments);
      } catch (error) {
        throw llmErrorOf(error, signal, { status: error instanceof ApiError ? statusOf(error) : undefined });
      }
    },
  };
}

/** Google answers 400 to a key that it does not know: https://ai.google.dev/gemini-api/docs/troubleshooting */
const statusOf = ({ status, message }: ApiError) => (message.includes("API_KEY_INVALID") ? 401 : status);

const DECLINED: ReadonlySet<FinishReason> = new Set([
  FinishReason.SAFETY,
  FinishReason.BLOCKLIST,
  FinishReason.PROHIBITED_CONTENT,
  FinishReason.SPII,
  FinishReason.RECITATION,
]);

async function stepOf(
  chunks: AsyncIterable<GenerateContentResponse>,
  onArguments: (name: string, json: string) => void,
): ReturnType<LlmProvider["ask"]> {
  const parts: Part[] = [];
  let finished: FinishReason | undefined;
  const usage = { input: 0, output: 0 };
  for await (const { candidates, promptFeedback, usageMetadata } of chunks) {
    if (promptFeedback?.blockReason !== undefined) throw new LlmError("declined");
    const candidate = candidates?.[0];
    parts.push(...(candidate?.content?.parts ?? []));
    finished = candidate?.finishReason ?? finished;
    usage.input = usageMetadata?.promptTokenCount ?? usage.input;
    usage.output = (usageMetadata?.candidatesTokenCount ?? 0) + (usageMetadata?.thoughtsTokenCount ?? 0);
  }
  // The last chunk says why it is the last.
  if (finished === undefined) throw new LlmError("unreachable");
  if (DECLINED.has(finished)) throw new LlmError("declined");
  if (finished === FinishReason.MAX_TOKENS) throw new LlmError("incomplete");
  const call = parts.find(({ functionCall }) => functionCall !== undefined)?.functionCall;
  if (call?.name === undefined) throw new LlmError("nonsense");
  onArguments(call.name, JSON.stringify(call.args ?? {}));
  return { call: { id: call.id ?? call.name, name: call.name, input: call.args ?? {} }, native: parts, usage };
}

function contentsOf({ question, steps }: LlmRequest): Content[] {
  return [
    { role: "user", parts: [{ text: question }] },
    ...steps.flatMap(({ step, result }): Content[] => [
      // With the signatures of its thoughts, which the API wants back: https://ai.google.dev/gemini-api/docs/thought-signatures
      { role: "model", parts: step.native as Part[] },
      { role: "user", parts: [{ functionResponse: { id: step.call.id, name: step.call.name, response: { result } } }] },
    ]),
  ];
}
