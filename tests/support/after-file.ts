import { afterAll, afterEach } from "vitest";

type CleanUp = (file: { failed: boolean }) => Promise<unknown> | unknown;

// Vitest forgets hooks that are registered while a hook or a test is running (5.1.1), so these two stand here, at import.
const cleanUps: CleanUp[] = [];
let failed = false;

afterEach(({ task }) => {
  failed ||= task.result?.state === "fail";
});

afterAll(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp({ failed });
});

/** Runs when the test file is done, the last one first; may be called from anywhere. */
export function afterFile(cleanUp: CleanUp): void {
  cleanUps.push(cleanUp);
}
