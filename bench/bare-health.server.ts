import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import pg from "pg";

// What a health route costs without a product around it: a handler of node:http that asks the database through a pool.
// Started by health.ts with DATABASE_URL; prints where it listens.

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
const ANSWER = '{"status":"ok"}';

const server = createServer(async (_, response) => {
  await pool.query({ name: "health", text: "select 1 as one" });
  const headers = { "content-type": "application/json", "content-length": ANSWER.length };
  response.writeHead(200, headers).end(ANSWER);
});
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
