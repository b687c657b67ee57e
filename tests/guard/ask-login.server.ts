import { randomBytes } from "node:crypto";
import { afterFile } from "../support/after-file.ts";
import type { TestDatabase } from "../support/test-database.server.ts";

/** A login that may take the role alxderia_ask and nothing else, as alxderia_app may; dropped after the file. */
export async function createAskLogin({ owner, ownerUrl }: TestDatabase): Promise<string> {
  const name = `ask_login_${randomBytes(6).toString("hex")}`;
  await owner.query(`create role ${name} login noinherit password 'ask'`);
  await owner.query(`grant alxderia_ask to ${name} with inherit false, set true`);
  await owner.query(`grant set on parameter temp_file_limit to ${name}`);
  afterFile(async () => {
    await owner.query(`revoke set on parameter temp_file_limit from ${name}`);
    await owner.query(`drop role ${name}`);
  });
  const url = new URL(ownerUrl);
  url.username = name;
  url.password = "ask";
  return url.href;
}
