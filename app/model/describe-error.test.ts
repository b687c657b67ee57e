import fc from "fast-check";
import { expect, test } from "vitest";
import { describeError } from "./describe-error.ts";

const messageOf = (message: string) => describeError(new Error(message)).message;

test("class, code, cause and place of an error are kept", () => {
  const cause = Object.assign(new RangeError("too far"), { code: "ERR_OUT_OF_RANGE" });
  const described = describeError(new TypeError("the view is stale", { cause }));
  expect(described).toMatchObject({
    type: "TypeError",
    message: "the view is stale",
    cause: { type: "RangeError", code: "ERR_OUT_OF_RANGE", message: "too far" },
  });
  expect(described.code).toBeUndefined();
  expect(described.stack?.[0]).toMatch(/^at .*describe-error\.test\.ts:\d+:\d+/);
  expect(described.stack?.every((frame) => frame.startsWith("at "))).toBe(true);
  expect(described.stack?.length).toBeLessThanOrEqual(12);
});

test.each([
  ['invalid input syntax for type uuid: "ada"', "invalid input syntax for type uuid: …"],
  ['duplicate key value violates unique constraint "people_key"', "duplicate key value violates unique constraint …"],
  ['null value in column "email" of relation "people" violates it', "null value in column … violates it"],
  ["Cannot read properties of undefined (reading 'ada')", "Cannot read properties of undefined (reading …)"],
  ["Key (email)=(ada (admin)) already exists.", "Key (email)=(…) already exists."],
  ["no mailbox ada@northwind.example here", "no mailbox … here"],
  ["dial postgres://app:hunter2@db:5432/alxderia failed", "dial … failed"],
  ["Authorization: Bearer abc.def-ghi refused", "… refused"],
  ["api_key=hunter2 refused", "… refused"],
  ["session eyJhbGciOiJIUzI1NiJ9eyJzdWIi refused", "session … refused"],
  ["the user's row can't be read", "the users row cant be read"],
  ["connect ECONNREFUSED 127.0.0.1:5432", "connect ECONNREFUSED 127.0.0.1:5432"],
])("%s: only words that are ours are left", (message, left) => {
  expect(messageOf(message)).toBe(left);
});

test("a quotation mark or backslash inside a value does not let the rest of it out", () => {
  expect(messageOf('invalid input syntax for type integer: "ada"okafor"')).not.toMatch(/ada|okafor/);
  expect(messageOf('invalid input syntax for type integer: "ada\\"')).not.toContain("ada");
  expect(messageOf('invalid input syntax for type json: "ada')).not.toContain("ada");
  expect(messageOf(`no person "O'Brien" here`)).toBe("no person … here");
});

test("lines of a message that look like frames of the stack are left out with it", () => {
  const error = new Error("broken\n    at ada@northwind.example (hunter2:1:1)\n    at hunter2:2:2");
  const described = JSON.stringify(describeError(error).stack);
  expect(described).toContain("describe-error.test.ts");
  expect(described).not.toMatch(/ada@|hunter2/);
});

test("a message is cut at 500 characters, before the word that it would break", () => {
  const long = messageOf(`${"word ".repeat(99)}ada@northwind.example`);
  expect(long).toBe(`${"word ".repeat(99)}…`);
  expect(messageOf("ada ".repeat(1_000_000)).length).toBeLessThanOrEqual(502);
  expect(messageOf("x".repeat(10_000_000)).length).toBeLessThanOrEqual(502);
  expect(messageOf(`bad "value" and "${"ada ".repeat(1_000)}`)).not.toContain("ada");
});

test("what is no error is described by its type alone", () => {
  for (const thrown of [null, undefined, "hunter2", 7, { message: "hunter2" }, Symbol("hunter2")]) {
    expect(describeError(thrown)).toEqual({ type: typeof thrown, message: "" });
  }
});

test("an error whose cause is itself comes to an end", () => {
  const error = new Error("round");
  error.cause = error;
  expect(JSON.stringify(describeError(error)).match(/"round"/g)).toHaveLength(4);
});

test("class, code and message that somebody put something else into are not written", () => {
  const error = Object.assign(new Error(), {
    name: "ada@northwind.example",
    code: "no such person: hunter2",
    message: { password: "hunter2" },
    stack: 7,
  });
  expect(describeError(error)).toEqual({ type: "Error", message: "" });
  expect(describeError(Object.assign(new Error("x"), { code: 404 })).code).toBe("404");
});

test("no quoted value and no e-mail address survives, wherever it stands", () => {
  const words = fc.stringMatching(/^[a-z ]{0,30}$/);
  const value = fc.string({ minLength: 1, maxLength: 40, unit: "binary" }).map((text) => `X7${text}7X`);
  const mark = fc.constantFrom('"', "'", "`");
  fc.assert(
    fc.property(words, mark, value, words, fc.emailAddress(), (before, quote, planted, after, email) => {
      const quoted = new Error(`${before} ${quote}${planted}${quote} ${after}`);
      const bare = new Error(`${before} ${email} ${after}`, { cause: quoted });
      const written = JSON.stringify([describeError(quoted), describeError(bare)]);
      expect(written).not.toMatch(/X7|7X/);
      expect(written).not.toContain(JSON.stringify(email).slice(1, -1));
      expect(written).not.toContain(email.slice(email.indexOf("@")));
    }),
  );
});
