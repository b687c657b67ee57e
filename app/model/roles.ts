/** What a signed-in user may be. Which page and route each may see stands at the page and the route. */
export const ROLES = ["analyst", "sre", "auditor", "admin"] as const;
export type Role = (typeof ROLES)[number];
