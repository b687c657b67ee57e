import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { parseSecretName, SECRET_STORES } from "../../app/model/secret-name.ts";
import { createSecrets, type SecretAccess } from "../../app/secrets/secrets.server.ts";
import { startSecretServer } from "../support/secrets/secret-server.ts";

const IDS = { aws: "alxderia-database", google: "projects/northwind-prod/secrets/alxderia-database/versions/latest" };
const IDS_BEFORE = { aws: "alxderia-database:before", google: IDS.google.replace("latest", "6") };
const LOGIN = {
  username: "alxderia_app",
  password: "pass#1 word",
  url: "postgres://alxderia_app:p%40ss%2F2@db:5432/x",
};

describe.each(SECRET_STORES)("the official SDK of %s, against a store that speaks its protocol", async (store) => {
  const server = await startSecretServer(store);
  const id = IDS[store];
  let accesses: SecretAccess[] = [];

  beforeEach(() => {
    accesses = [];
    for (const [key, value] of Object.entries(server.environment)) vi.stubEnv(key, value);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  const open = (field: string, giveUp = 4_000) => {
    const name = parseSecretName(store, `alxderia-database${field}`, "northwind-prod") ?? expect.fail();
    const secrets = createSecrets({
      endpoint: server.url,
      onAccess: (access) => void accesses.push(access),
      times: { giveUp, pause: 1 },
    });
    return secrets.open("database", name);
  };

  test.each([
    ["a field of its JSON", "#password", JSON.stringify(LOGIN), "pass#1 word"],
    ["the password of the connection string in a field", "#url", JSON.stringify(LOGIN), "p@ss/2"],
    ["its whole text, without the end of the line", "", "just a text\n", "just a text"],
    ["the password of a connection string", "", LOGIN.url, "p@ss/2"],
  ])("gives %s", async (_what, field, text, expected) => {
    server.put(id, text);
    expect(await open(field).read()).toBe(expected);
    expect(accesses).toEqual([{ secret: "database", fault: null, seconds: expect.any(Number) }]);
    expect(server.accesses.at(-1)).toBe(id);
  });

  test.each([
    ["no JSON", "#password", "not { json"],
    ["JSON without the field", "#password", '{"passwort":"hunter2-of-the-store"}'],
    ["a field that is no text", "#password", '{"password":["hunter2-of-the-store"]}'],
    ["an empty field", "#password", '{"password":""}'],
    ["JSON that is no object", "#password", "null"],
    ["an empty text", "", "\n"],
    ["a connection string without a password", "", "postgres://alxderia_app@db/x"],
  ])("%s is unreadable, and the message holds nothing of it", async (_what, field, text) => {
    server.put(id, text);
    const error = await open(field)
      .read()
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: "SecretError", fault: "unreadable" });
    expect(String(error)).toContain("DATABASE_SECRET");
    expect(String(error)).not.toContain("hunter2");
    expect(accesses).toEqual([{ secret: "database", fault: "unreadable", seconds: expect.any(Number) }]);
  });

  test.each([
    ["denied", "denied"],
    ["empty", "unreadable"],
  ] as const)("an access that is %s fails as %s", async (turn, fault) => {
    server.willDo(turn);
    await expect(open("").read()).rejects.toMatchObject({ name: "SecretError", fault });
    expect(accesses).toMatchObject([{ fault }]);
  });

  test("a store that is busy for longer than we wait is throttled, and one that fails is unreachable", async () => {
    server.willDo("throttled", "throttled", "throttled");
    await expect(open("").read()).rejects.toMatchObject({ fault: "throttled" });
    const already = server.accesses.length;
    server.willDo("broken", "broken", "broken");
    await expect(open("").read()).rejects.toMatchObject({ fault: "unreachable" });
    expect(server.accesses.length - already).toBe(3);
    expect(accesses).toMatchObject([{ fault: "throttled" }, { fault: "unreachable" }]);
  });

  test("a store that is busy for a moment is asked again, as one access", async () => {
    server.put(id, "given at last");
    server.willDo("throttled");
    expect(await open("").read()).toBe("given at last");
    expect(accesses).toMatchObject([{ fault: null }]);
  });

  test("a secret that is not there is missing", async () => {
    const name = parseSecretName(store, "other", "northwind-prod") ?? expect.fail();
    const secrets = createSecrets({ endpoint: server.url, onAccess: () => {} });
    await expect(secrets.open("llm", name).read()).rejects.toThrow(/LLM_API_KEY_SECRET cannot be read \(missing\)/);
  });

  test("a store that never answers is given up, and the value that is held stays", async () => {
    server.put(id, "first");
    const slow = open("", 300);
    server.willDo("silent");
    await expect(slow.read()).rejects.toMatchObject({ fault: "timeout" });
    expect(await slow.read()).toBe("first");
    server.willDo("silent");
    expect(await slow.readAfterRefusal("first", 0)).toBe("first");
    expect(accesses.map(({ fault }) => fault)).toEqual(["timeout", null, "timeout"]);
  });

  test("a store that is not there is unreachable", async () => {
    const name = parseSecretName(store, "other", "northwind-prod") ?? expect.fail();
    const secrets = createSecrets({ endpoint: "http://127.0.0.1:9", onAccess: () => {} });
    await expect(secrets.open("llm", name).read()).rejects.toMatchObject({ fault: "unreachable" });
  });

  test("tells the value before the one that is refused, to a process that never held it", async () => {
    server.put(id, JSON.stringify({ password: "new" }));
    const value = open("#password");
    expect(await value.read()).toBe("new");
    expect(await value.readAfterRefusal("new", 50)).toBe("new");
    server.put(IDS_BEFORE[store], JSON.stringify({ password: "old" }));
    const starting = open("#password");
    expect(await starting.read()).toBe("new");
    expect(await starting.readAfterRefusal("new", 1_000)).toBe("old");
    // The database follows.
    expect(await starting.readAfterRefusal("old", 1_000)).toBe("new");
  });
});
