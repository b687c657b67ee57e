import type { Role } from "../model/roles.ts";

/** What each role is for, as the sign-in says it. */
export const ROLE_WORDS: Record<Role, { label: string; meaning: string }> = {
  analyst: { label: "Analyst", meaning: "Looks at people and access, decides who is who" },
  sre: { label: "SRE", meaning: "Looks at access and at how fresh the sources are" },
  auditor: { label: "Auditor", meaning: "Looks at everything, the audit log included; changes nothing" },
  admin: { label: "Admin", meaning: "All of it" },
};
