import { expect, test } from "vitest";
import { COMMANDS } from "./program.ts";

test.each(Object.entries(COMMANDS))("%s is the name of the command that is loaded for it", async (name, load) => {
  expect((await load()).name()).toBe(name);
});
