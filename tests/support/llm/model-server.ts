import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { LlmProviderName } from "../../../app/model/llm-providers.ts";
import { writeAnthropic } from "./anthropic-protocol.ts";
import { writeGoogle } from "./google-protocol.ts";
import { writeOpenAi } from "./openai-protocol.ts";
import type { Turn } from "./turn.ts";

export type Received = {
  path: string;
  headers: IncomingMessage["headers"];
  body: Record<string, unknown>;
  text: string;
};

export type ModelServer = {
  url: string;
  received: Received[];
  /** Adds what it does with the next requests; with none left it answers 500. */
  willDo(...turns: Turn[]): void;
  stop(): Promise<void>;
};

const PROTOCOLS: Record<
  LlmProviderName,
  { write(turn: Turn, count: number): string[]; failure(status: number, reason?: string): unknown }
> = {
  anthropic: {
    write: writeAnthropic,
    failure: (status) => ({
      type: "error",
      error: { type: status === 529 ? "overloaded_error" : "api_error", message: "no" },
    }),
  },
  openai: {
    write: writeOpenAi,
    failure: (status) => ({ error: { message: "no", type: "error", code: String(status) } }),
  },
  google: {
    write: writeGoogle,
    failure: (status, reason) => ({
      error: { code: status, message: "no", status: "UNAVAILABLE", ...(reason ? { details: [{ reason }] } : {}) },
    }),
  },
};

/** A provider's API on loopback that does as it is told, one turn for each request. */
export async function startModelServer(provider: LlmProviderName): Promise<ModelServer> {
  const turns: Turn[] = [];
  const received: Received[] = [];
  const { write, failure } = PROTOCOLS[provider];
  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const text = await readBody(incoming);
    received.push({ path: incoming.url ?? "", headers: incoming.headers, body: JSON.parse(text), text });
    const turn = turns.shift() ?? { does: "status", status: 500 };
    if (turn.does === "silent") return;
    if (turn.does === "status") {
      outgoing.writeHead(turn.status, { "content-type": "application/json", ...turn.headers });
      outgoing.end(JSON.stringify(failure(turn.status, turn.reason)));
      return;
    }
    const pieces = write(turn, received.length);
    outgoing.writeHead(200, { "content-type": "text/event-stream" });
    const isWhole = turn.does !== "broken" && turn.does !== "dribble";
    for (const piece of isWhole ? pieces : pieces.slice(0, Math.ceil(pieces.length / 2))) {
      outgoing.write(piece);
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (isWhole) outgoing.end();
    else if (turn.does === "broken") outgoing.destroy();
  };
  const server = createServer((incoming, outgoing) => void answer(incoming, outgoing)).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    willDo: (...more) => void turns.push(...more),
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
