import { ROLES, type Role } from "../model/roles.ts";

export type IconName =
  | "overview"
  | "findings"
  | "changes"
  | "ask"
  | "access"
  | "people"
  | "groups"
  | "resources"
  | "explain"
  | "queue"
  | "sources"
  | "service-levels"
  | "audit";

type NavigationItem = { path: string; label: string; icon: IconName };

/** Who may see a page; the pages' loaders ask the same table. */
export const PAGE_ROLES: Record<"read" | "decide" | "operate" | "audit", readonly Role[]> = {
  read: ROLES,
  decide: ["analyst", "admin"],
  operate: ["sre", "auditor", "admin"],
  audit: ["auditor", "admin"],
};

const ITEMS: (NavigationItem & { roles: readonly Role[] })[] = [
  { path: "/", label: "Overview", icon: "overview", roles: PAGE_ROLES.read },
  { path: "/findings", label: "Findings", icon: "findings", roles: PAGE_ROLES.read },
  { path: "/changes", label: "Changes", icon: "changes", roles: PAGE_ROLES.read },
  { path: "/ask", label: "Ask", icon: "ask", roles: PAGE_ROLES.read },
  { path: "/access", label: "Access", icon: "access", roles: PAGE_ROLES.read },
  { path: "/people", label: "People", icon: "people", roles: PAGE_ROLES.read },
  { path: "/groups", label: "Groups", icon: "groups", roles: PAGE_ROLES.read },
  { path: "/resources", label: "Resources", icon: "resources", roles: PAGE_ROLES.read },
  { path: "/explain", label: "Explain", icon: "explain", roles: PAGE_ROLES.read },
  { path: "/queue", label: "Queue", icon: "queue", roles: PAGE_ROLES.decide },
  { path: "/sources", label: "Sources", icon: "sources", roles: PAGE_ROLES.read },
  { path: "/slo", label: "Service levels", icon: "service-levels", roles: PAGE_ROLES.operate },
  { path: "/audit", label: "Audit", icon: "audit", roles: PAGE_ROLES.audit },
];

/** @returns the pages that the role may see, in the order of the menu. */
export function listNavigation(role: Role): NavigationItem[] {
  return ITEMS.filter((item) => item.roles.includes(role));
}
