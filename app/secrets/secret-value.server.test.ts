import { afterEach, expect, test } from "vitest";
import { StoreError } from "./secret-error.ts";
import { createSecretValue, type SecretTimes } from "./secret-value.server.ts";

const TIMES: SecretTimes = { keep: 60_000, retry: 60_000, giveUp: 1_000, pause: 5 };
const opened: { close(): void }[] = [];
afterEach(() => {
  for (const value of opened.splice(0)) value.close();
});

/** A store whose value the test sets; null makes it fail. */
function open(first: string | null, times: Partial<SecretTimes> = {}) {
  const store = { value: first, accesses: 0 };
  const faults: (string | null)[] = [];
  const value = createSecretValue({
    async fetch() {
      store.accesses += 1;
      await new Promise((resolve) => setImmediate(resolve));
      if (store.value === null) throw new StoreError("denied");
      return store.value;
    },
    onAccess: (fault) => void faults.push(fault),
    times: { ...TIMES, ...times },
  });
  opened.push(value);
  return { store, faults, value };
}

test("all who read at once share one access, and later readers need none", async () => {
  const { store, value } = open("one");
  expect(await Promise.all([value.read(), value.read(), value.read()])).toEqual(["one", "one", "one"]);
  expect(await value.read()).toBe("one");
  expect(store.accesses).toBe(1);
});

test("a timer fetches it anew, and a failure leaves what is held", async () => {
  const { store, faults, value } = open("one", { keep: 5, retry: 5 });
  await value.read();
  store.value = "two";
  await expect.poll(() => value.read()).toBe("two");
  store.value = null;
  await expect.poll(() => faults.filter((fault) => fault === "denied").length).toBeGreaterThan(1);
  expect(await value.read()).toBe("two");
  store.value = "three";
  await expect.poll(() => value.read()).toBe("three");
});

test("once closed it fetches nothing more", async () => {
  const { store, value } = open("one", { keep: 1 });
  await value.read();
  value.close();
  const accesses = store.accesses;
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(store.accesses).toBe(accesses);
});

test("a first access that fails is told to the reader, and the next reader tries again", async () => {
  const { store, value } = open(null);
  await expect(value.read()).rejects.toMatchObject({ fault: "denied" });
  store.value = "one";
  expect(await value.read()).toBe("one");
});

test("after a refusal it waits until the store has another value", async () => {
  const { store, value } = open("one");
  await value.read();
  const renewed = value.readAfterRefusal("one", 10_000);
  await expect.poll(() => store.accesses).toBeGreaterThan(3);
  store.value = "two";
  expect(await renewed).toBe("two");
});

test("a value that is already another one needs no access", async () => {
  const { store, value } = open("two");
  await value.read();
  expect(await value.readAfterRefusal("one", 10_000)).toBe("two");
  expect(store.accesses).toBe(1);
});

test("when patience ends, or the store fails, the refused value is all there is", async () => {
  const { store, value } = open("one");
  await value.read();
  expect(await value.readAfterRefusal("one", 20)).toBe("one");
  store.value = null;
  expect(await value.readAfterRefusal("one", 20)).toBe("one");
  expect(await value.read()).toBe("one");
});

test("a new value that is refused gives way to the one before it, until that is refused as well", async () => {
  const { store, value } = open("one");
  await value.read();
  store.value = "two";
  expect(await value.readAfterRefusal("one", 100)).toBe("two");
  expect(await value.readAfterRefusal("two", 100)).toBe("one");
  expect(await value.read()).toBe("one");
  expect(await value.readAfterRefusal("one", 100)).toBe("two");
  expect(await value.readAfterRefusal("two", 20)).toBe("two");
});
