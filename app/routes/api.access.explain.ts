import { notFound } from "../http/errors.ts";
import { onlyGet } from "../http/problem.server.ts";
import { apiRoute } from "../http/route.server.ts";
import { ExplainParams } from "../model/filters.ts";
import { ROLES } from "../model/roles.ts";
import { explainAccess } from "../queries/explain-access.server.ts";
import { explainAccessThen } from "../queries/explain-access-then.server.ts";

export const loader = apiRoute({
  allow: ROLES,
  query: ExplainParams,
  handler: async ({ read, query: { "as-of": asOf, ...query } }) => {
    if (asOf !== undefined) {
      const then = await explainAccessThen(read, { ...query, asOf });
      if (then !== null) return then;
      throw notFound(
        `there was no person ${JSON.stringify(query.person)} or no resource ${JSON.stringify(query.resource)} at ${asOf}`,
      );
    }
    const explanation = await read((tx) => explainAccess(tx, query));
    if (explanation !== null) return explanation;
    throw notFound(
      `there is no person ${JSON.stringify(query.person)} or no resource ${JSON.stringify(query.resource)}; find them by /api/people?search= and /api/resources?search=`,
    );
  },
});

export const action = onlyGet;
