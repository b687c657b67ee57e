import { useEffect, useState } from "react";

export type Answer<Result> =
  | { state: "idle" }
  | { state: "loading" }
  | { state: "found"; result: Result }
  | { state: "failed" };

const DEBOUNCE_MS = 150;

/**
 * Asks while somebody types: waits for a pause, drops answers to older questions.
 * @param ask must be the same function from render to render
 */
export function useAnswer<Result>(
  question: string,
  ask: (question: string, signal: AbortSignal) => Promise<Result>,
): Answer<Result> {
  const [answer, setAnswer] = useState<Answer<Result>>({ state: "idle" });
  const asked = question.trim();

  useEffect(() => {
    if (asked === "") {
      setAnswer({ state: "idle" });
      return;
    }
    const controller = new AbortController();
    const timer = setTimeout(() => {
      setAnswer((before) => (before.state === "found" ? before : { state: "loading" }));
      ask(asked, controller.signal).then(
        (result) => setAnswer({ state: "found", result }),
        () => {
          if (!controller.signal.aborted) setAnswer({ state: "failed" });
        },
      );
    }, DEBOUNCE_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [asked, ask]);

  return answer;
}
