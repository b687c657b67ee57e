import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { SecretStoreName } from "../../../app/model/secret-name.ts";
import { afterFile } from "../after-file.ts";
import { AWS_PROTOCOL } from "./aws-protocol.ts";
import { GOOGLE_PROTOCOL } from "./google-protocol.ts";
import type { Answer, SecretProtocol, SecretTurn } from "./protocol.ts";

export type SecretServer = {
  url: string;
  environment: Record<string, string>;
  /** Gives the secret a new value. */
  put(id: string, text: string): void;
  /** What it does with the next accesses. */
  willDo(...turns: SecretTurn[]): void;
  /** Ids of the accesses so far. */
  accesses: string[];
};

const PROTOCOLS: Record<SecretStoreName, SecretProtocol> = { aws: AWS_PROTOCOL, google: GOOGLE_PROTOCOL };

/** A provider's store on loopback; it stops after the file. */
export async function startSecretServer(name: SecretStoreName): Promise<SecretServer> {
  const protocol = PROTOCOLS[name];
  const texts = new Map<string, string>();
  const turns: SecretTurn[] = [];
  const accesses: string[] = [];
  const answerOf = (incoming: IncomingMessage, body: string): Answer | null => {
    const aside = protocol.aside(incoming.url ?? "");
    if (aside !== null) return aside;
    const id = protocol.idOf(incoming, body);
    if (id === null) return { status: 404, body: {} };
    accesses.push(id);
    const turn = turns.shift();
    const text = texts.get(id);
    if (turn === "silent") return null;
    if (turn === "empty") return protocol.empty(id);
    if (turn !== undefined) return protocol.failure(turn);
    return text === undefined ? protocol.failure("missing") : protocol.given(id, text);
  };
  const respond = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const answer = answerOf(incoming, Buffer.concat(chunks).toString("utf8"));
    if (answer === null) return;
    outgoing.writeHead(answer.status, { "content-type": "application/json", "metadata-flavor": "Google" });
    outgoing.end(JSON.stringify(answer.body));
  };
  const server = createServer((incoming, outgoing) => void respond(incoming, outgoing)).listen(0, "127.0.0.1");
  await once(server, "listening");
  afterFile(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    environment: { SECRETS_PROVIDER: name, SECRETS_ENDPOINT: url, ...protocol.environment(url) },
    put: (id, text) => void texts.set(id, text),
    willDo: (...more) => void turns.push(...more),
    accesses,
  };
}
