import type { Socket } from "node:net";
import pg from "pg";
import Cursor from "pg-cursor";

/** What a session is started with; nothing inside it can change the tenant afterwards. */
export type SessionStart = {
  tenantId: string;
  /** The role of each transaction. */
  role: string;
  /** Server settings, in the startup packet. */
  settings: Readonly<Record<string, string>>;
  /** Set by the login before it takes the role; a server that refuses them is used without them. */
  privileged: Readonly<Record<string, string>>;
};

export type SealedRows = {
  fields: { name: string; typeId: number }[];
  /** Texts as the server writes them; null is null. */
  rows: (string | null)[][];
};

export type SealedSession = {
  /** At most so many rows of one statement, by the extended protocol: a second statement in the text is refused there. */
  read(text: string, rows: number): Promise<SealedRows>;
  /** Opens a read-only transaction in the role. */
  begin(): Promise<void>;
  /** Ends it, always without keeping anything, and forgets what a session can carry over. */
  reset(): Promise<void>;
  /** Bytes that came over the wire since the last `begin`. */
  bytes(): number;
  /** Cuts the connection; what it was doing ends with this error. */
  cut(reason: Error): void;
  broken(): boolean;
  close(): Promise<void>;
};

/** More came than one answer may have. A row limit bounds no bytes: one value can have a gigabyte. */
class TooManyBytes extends Error {
  override name = "TooManyBytes";
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const CONNECT_WITHIN_MS = 5_000;

/** The server's own texts: numbers, times and JSON are made by whoever shows them. */
const asText: pg.CustomTypesConfig = { getTypeParser: () => (value: string) => value };

/**
 * Opens a session of one tenant. The tenant comes in the startup packet, so that DISCARD ALL and ROLLBACK lead back to
 * it: docs/decisions/0018-tenant-in-the-startup-packet.md.
 * @param url connection string; options in it are left out
 * @param maxBytes of one transaction, before the socket is cut
 * @throws Error when the server, or a pooler before it, did not take the tenant
 */
export async function openSealedSession(url: string, start: SessionStart, maxBytes: number): Promise<SealedSession> {
  if (!UUID.test(start.tenantId)) throw new Error(`tenant id ${JSON.stringify(start.tenantId)} is not a uuid`);
  const client = new pg.Client({
    connectionString: withoutOptions(url),
    application_name: "alxderia ask",
    connectionTimeoutMillis: CONNECT_WITHIN_MS,
    options: optionsOf({ ...start.settings, "app.current_tenant_id": start.tenantId }),
  });
  let broken: Error | null = null;
  let received = 0;
  client.on("error", (error: Error) => {
    broken ??= error;
  });
  await client.connect();
  const socket = socketOf(client);
  const cut = (reason: Error) => {
    broken ??= reason;
    socket.destroy();
  };
  socket.on("data", (chunk: Buffer) => {
    received += chunk.length;
    if (received > maxBytes) cut(new TooManyBytes(`more than ${maxBytes} bytes`));
  });
  const run = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    try {
      return await work();
    } catch (error) {
      // The reason for the cut says more than "connection terminated".
      throw broken ?? error;
    }
  };
  await prepare(client, start);

  return {
    read: (text, rows) =>
      run(async () => {
        const cursor = client.query(new Cursor<(string | null)[]>(text, [], { rowMode: "array", types: asText }));
        const read = await new Promise<SealedRows>((resolve, reject) => {
          cursor.read(rows, (error: Error | undefined, found, result) => {
            if (error) reject(error);
            else
              resolve({
                fields: result.fields.map(({ name, dataTypeID }) => ({ name, typeId: dataTypeID })),
                rows: found,
              });
          });
        });
        await cursor.close();
        return read;
      }),
    begin: () =>
      run(async () => {
        received = 0;
        await client.query(`begin read only; set local role ${client.escapeIdentifier(start.role)}`);
      }),
    reset: () =>
      run(async () => {
        await client.query("rollback");
        await client.query("discard all");
        for (const text of privilegedTexts(client, start)) await client.query(text).catch(ignoreRefusal);
      }),
    bytes: () => received,
    cut,
    broken: () => broken !== null,
    close: () => client.end().catch(() => {}),
  };
}

async function prepare(client: pg.Client, start: SessionStart): Promise<void> {
  const { rows } = await client.query<{ tenant: string; strings: string }>(
    "select current_setting('app.current_tenant_id', true) as tenant, current_setting('standard_conforming_strings') as strings",
  );
  if (rows[0]?.tenant !== start.tenantId || rows[0].strings !== "on") {
    await client.end();
    throw new Error("the server did not take the settings of the startup packet: is there a pooler before it?");
  }
  for (const text of privilegedTexts(client, start)) await client.query(text).catch(ignoreRefusal);
}

const privilegedTexts = (client: pg.Client, { privileged }: SessionStart) =>
  Object.entries(privileged).map(([name, value]) => `set ${name} = ${client.escapeLiteral(value)}`);

/** insufficient_privilege */
function ignoreRefusal(error: Error): void {
  if ((error as { code?: string }).code !== "42501") throw error;
}

/** An options parameter in the URL would take the place of ours. */
function withoutOptions(url: string): string {
  const target = new URL(url);
  target.searchParams.delete("options");
  return target.href;
}

/** `-c name=value`, spaces and backslashes escaped as the server reads them. */
function optionsOf(settings: Readonly<Record<string, string>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value.replaceAll(/[\\ ]/g, "\\$&")}`)
    .join(" ");
}

/** pg keeps the socket (the encrypted one, where there is TLS) in a field that its types leave out. */
function socketOf(client: pg.Client): Socket {
  return (client as unknown as { connection: { stream: Socket } }).connection.stream;
}
