/**
 * The routes whose speed is promised: every question that the API answers with one page. Left out are `/api/health`
 * (an objective of its own), `/api/access/export` (a stream takes as long as its rows), `/api/*` (no such path) and
 * whatever waits for a language model. Values are the label `route`: the path pattern of the route's file.
 */
export const PRIMARY_API_ROUTES = [
  "/api/access",
  "/api/access/explain",
  "/api/accounts",
  "/api/audit",
  "/api/groups",
  "/api/groups/:id",
  "/api/history/:type/:id",
  "/api/people",
  "/api/people/:id",
  "/api/resources",
  "/api/resources/*",
] as const;

/** What a definition writes for the list above, so that it stands in one place: `route=~"{{primary-api-routes}}"`. */
export const PRIMARY_API_ROUTES_PLACEHOLDER = "{{primary-api-routes}}";
