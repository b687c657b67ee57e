import { randomBytes } from "node:crypto";
import { afterAll } from "vitest";
import type { TestDatabase } from "../support/test-database.server.ts";

/** Makes a login of its own with a password. @returns the connection string that holds it */
export async function createLogin({ owner, ownerUrl }: TestDatabase, password: string): Promise<string> {
  const name = `login_${randomBytes(6).toString("hex")}`;
  await owner.query(`create role ${name} login superuser password '${password}'`);
  afterAll(async () => {
    await owner.query(`reassign owned by ${name} to current_user`);
    await owner.query(`drop role ${name}`);
  });
  const url = new URL(ownerUrl);
  url.username = name;
  url.password = password;
  return url.href;
}
