import { check } from "k6";
import http from "k6/http";
import { createNotebook } from "../notes.ts";
import type { Scenario } from "../scenarios.ts";
import type { Settings } from "../settings.ts";
import { createTrace } from "./trace.ts";

/** An answer, reduced to what journeys look at. */
export type Answer = { readonly status: number; readonly body: string; header(name: string): string };

export type Question = {
  /** The route with its parameters open, such as `/people/:id`: k6 counts by it. */
  readonly route: string;
  readonly path: string;
  /** Posted as a form; left out: a GET. */
  readonly form?: Readonly<Record<string, string>>;
  /** 200 when left out. */
  readonly status?: number;
  /** What the answer must show, in words and as a test; a fast answer that does not is none. */
  readonly shows: string;
  readonly when: (answer: Answer) => boolean;
};

export type Ask = (question: Question) => Answer;

/** Longer than anything that is promised; what is silent for so long is counted as failed. */
const GIVEN_UP_AFTER = "10s";

/**
 * @param expected which statuses are no failure; null: k6's own, 200 to 399
 * @returns sends one request in a trace of its own and checks its answer
 */
export function createAsk(
  settings: Settings,
  scenario: Scenario,
  expected: ReturnType<typeof http.expectedStatuses> | null,
): Ask {
  const notebook = createNotebook((line) => console.log(line));
  return ({ route, path, form, status = 200, shows, when }) => {
    const { traceId, traceparent } = createTrace();
    const headers: Record<string, string> = { traceparent };
    if (settings.cookie !== null) headers.cookie = settings.cookie;
    if (settings.token !== null && path.startsWith("/api/")) headers.authorization = `Bearer ${settings.token}`;
    if (form !== undefined) headers.origin = settings.url;
    const response = http.request(form === undefined ? "GET" : "POST", `${settings.url}${path}`, form ?? null, {
      headers,
      tags: { name: route },
      // A session that has ended must not pass for a page that answers.
      redirects: 0,
      timeout: GIVEN_UP_AFTER,
      ...(expected === null ? {} : { responseCallback: expected }),
    });
    const answer: Answer = {
      status: response.status,
      body: typeof response.body === "string" ? response.body : "",
      header: (name) => findHeader(response.headers, name),
    };
    const noted = { ms: response.timings.duration, status: response.status, scenario, traceId };
    notebook.request({ ...noted, what: route });
    const name = `${route} shows ${shows}`;
    if (!check(answer, { [name]: () => answer.status === status && holds(when, answer) })) {
      notebook.failedCheck({ ...noted, what: name });
    }
    return answer;
  };
}

/** A broken answer may be anything; what it breaks is the check and not the journey. */
function holds(when: Question["when"], answer: Answer): boolean {
  try {
    return when(answer);
  } catch {
    return false;
  }
}

/** k6 writes names of headers in a form of its own. */
function findHeader(headers: Readonly<Record<string, string>>, name: string): string {
  const found = Object.keys(headers).find((key) => key.toLowerCase() === name);
  return (found && headers[found]) || "";
}
