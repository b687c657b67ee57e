import type { Settings } from "../settings.ts";
import { isHeaded, jsonOf } from "./answers.ts";
import type { Ask } from "./ask.ts";
import { signIn } from "./sign-in.ts";

/** An SRE looks at the error budgets, reads the weekly report, and a board fetches the same as JSON. */
export function readDashboards(ask: Ask, settings: Settings): void {
  signIn(ask, settings, "sre");
  ask({ route: "/slo", path: "/slo", shows: "the budgets", when: (page) => isHeaded(page, "Service levels") });
  ask({
    route: "/slo/report",
    path: "/slo/report",
    shows: "the weekly report",
    when: ({ body }) => /<h1[^>]*>Service levels, week to /.test(body),
  });
  ask({
    route: "/api/slo",
    path: "/api/slo",
    shows: "every objective",
    when: (answer) => jsonOf<{ objectives: unknown[] }>(answer).objectives.length > 0,
  });
}
