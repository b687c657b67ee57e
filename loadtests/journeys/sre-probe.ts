import { jsonOf } from "./answers.ts";
import type { Ask } from "./ask.ts";

/** What a load balancer asks every ten seconds. */
export function probeHealth(ask: Ask): void {
  ask({
    route: "/api/health",
    path: "/api/health",
    shows: "that all is well",
    when: (answer) => jsonOf<{ status: string }>(answer).status === "ok",
  });
}
