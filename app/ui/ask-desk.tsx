import { useNavigate } from "@remix-run/react";
import LoaderCircle from "lucide-react/icons/loader-circle";
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from "react";
import { Button } from "react-aria-components";
import type { ChatProgress } from "../model/chat.ts";
import { keepFresh } from "./fresh-answers.ts";
import { hrefs } from "./hrefs.ts";
import { SendError, type SentQuestion, sendQuestion } from "./send-question.ts";

type State = { question: string; step: string; draft: { understood: string; sql: string } | null };

type Desk = { busy: boolean; ask(sent: SentQuestion): void };

const DeskContext = createContext<Desk>({ busy: false, ask: () => {} });

/** Whatever asks a question on a page asks here; without scripts its form is posted instead. */
export function useDesk(): Desk {
  return useContext(DeskContext);
}

const STEP_WORDS: Record<Extract<ChatProgress, { type: "step" }>["step"], string> = {
  "reading the question": "Reading the question…",
  "asking the model": "Asking the language model…",
  "reading the database": "Reading the database…",
};

/** Asks one question at a time, says how far it is, and goes to its answer. */
export function AskDesk({ children }: { children: ReactNode }) {
  const navigate = useNavigate();
  const [state, setState] = useState<State | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const running = useRef<AbortController | null>(null);

  useEffect(() => () => running.current?.abort(), []);

  async function ask(sent: SentQuestion) {
    running.current?.abort();
    const own = new AbortController();
    running.current = own;
    setFailure(null);
    setState({ question: sent.question, step: STEP_WORDS["reading the question"], draft: null });
    try {
      const result = await sendQuestion(sent, {
        signal: own.signal,
        onProgress: (progress) => setState((before) => before && advance(before, progress)),
      });
      keepFresh(result);
      const picks = result.outcome.kind === "choose" ? sent.picks : {};
      navigate(hrefs.asked(result.id, picks), { state: { answered: true } });
    } catch (error) {
      if (own.signal.aborted) return;
      setFailure(error instanceof SendError ? error.message : "The server cannot be reached. Try again in a moment.");
    } finally {
      if (running.current === own) {
        running.current = null;
        setState(null);
      }
    }
  }

  function stop() {
    running.current?.abort();
    running.current = null;
    setState(null);
  }

  return (
    <DeskContext.Provider value={{ busy: state !== null, ask: (sent) => void ask(sent) }}>
      {children}
      <div aria-live="polite" className="sticky bottom-3 z-10 flex flex-col gap-2 empty:-mt-5">
        {state === null ? null : <Progress state={state} onStop={stop} />}
        {failure === null ? null : (
          <p role="alert" className="rounded-lg border border-line bg-bad-soft px-3 py-2 text-data text-bad">
            {failure}
          </p>
        )}
      </div>
    </DeskContext.Provider>
  );
}

function advance(state: State, progress: ChatProgress): State {
  if (progress.type === "step") return { ...state, step: STEP_WORDS[progress.step] };
  return { ...state, draft: progress };
}

function Progress({ state: { question, step, draft }, onStop }: { state: State; onStop(): void }) {
  return (
    <div className="panel flex flex-col gap-2 p-3 shadow-lg">
      <div className="flex items-center justify-between gap-3">
        <p className="flex min-w-0 items-center gap-2 text-data">
          <LoaderCircle aria-hidden="true" className="size-4 shrink-0 animate-spin text-accent" />
          <span className="min-w-0">
            <span className="font-medium">{step}</span> <span className="text-ink-soft wrap-anywhere">{question}</span>
          </span>
        </p>
        <Button onPress={onStop} className="button">
          Stop
        </Button>
      </div>
      {draft === null ? null : (
        // Read out letter by letter it would drown the steps.
        <div aria-live="off" className="flex flex-col gap-1.5">
          {draft.understood === "" ? null : <p className="text-data text-ink-soft wrap-anywhere">{draft.understood}</p>}
          {draft.sql === "" ? null : (
            <pre className="max-h-60 overflow-hidden rounded-md bg-raised p-2 font-mono text-xs whitespace-pre-wrap wrap-anywhere">
              {draft.sql}
            </pre>
          )}
        </div>
      )}
    </div>
  );
}
