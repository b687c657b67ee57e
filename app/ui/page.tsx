import type { ReactNode } from "react";
import { Now } from "./time.tsx";

/**
 * The frame of every page: heading, one line that says what the page is for, actions at the right.
 * @param now the time of the server's answer, from the loader
 */
export function Page(props: {
  title: string;
  now: string;
  lead?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}) {
  return (
    <Now.Provider value={props.now}>
      <div className="flex flex-col gap-5">
        <header className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
          <div className="min-w-0">
            <h1 className="text-xl leading-7 font-semibold tracking-tight wrap-anywhere">{props.title}</h1>
            {props.lead ? <div className="mt-1 max-w-4xl text-data text-ink-soft">{props.lead}</div> : null}
          </div>
          {props.actions ? <div className="flex flex-wrap gap-2">{props.actions}</div> : null}
        </header>
        {props.children}
      </div>
    </Now.Provider>
  );
}

/** A part of a page under its own second-level heading. */
export function Section(props: { title: string; note?: ReactNode; children: ReactNode }) {
  return (
    <section className="flex min-w-0 flex-col gap-2">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h2 className="text-sm font-semibold">{props.title}</h2>
        {props.note ? <div className="text-xs text-ink-mute">{props.note}</div> : null}
      </div>
      {props.children}
    </section>
  );
}
