import type { Settings } from "../settings.ts";
import type { Ask } from "./ask.ts";

/**
 * Signs in by the local form, in the role; k6 keeps the cookie for the rest of the journey.
 * Where people sign in by an issuer the cookie of a session is given, and there is no form.
 */
export function signIn(ask: Ask, settings: Settings, role: "analyst" | "sre"): void {
  if (settings.cookie !== null) return;
  ask({
    route: "/sign-in",
    path: "/sign-in",
    form: { role },
    status: 302,
    shows: "the way in, with a session",
    when: (answer) => answer.header("location") === "/" && answer.header("set-cookie") !== "",
  });
}
