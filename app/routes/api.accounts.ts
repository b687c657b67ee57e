import { onlyGet } from "../http/problem.server.ts";
import { apiRoute } from "../http/route.server.ts";
import { AccountListParams } from "../model/filters.ts";
import { ROLES } from "../model/roles.ts";
import { listAccounts } from "../queries/accounts.server.ts";

export const loader = apiRoute({
  allow: ROLES,
  query: AccountListParams,
  handler: ({ read, query }) => read((tx) => listAccounts(tx, query)),
});

export const action = onlyGet;
