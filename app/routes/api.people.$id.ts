import { notFound } from "../http/errors.ts";
import { onlyGet } from "../http/problem.server.ts";
import { apiRoute } from "../http/route.server.ts";
import { NoParams } from "../model/filters.ts";
import { ROLES } from "../model/roles.ts";
import { findPerson } from "../queries/people.server.ts";

export const loader = apiRoute({
  allow: ROLES,
  query: NoParams,
  handler: async ({ read, params: { id = "" } }) => {
    const person = await read((tx) => findPerson(tx, id));
    if (person !== null) return person;
    throw notFound(`no person has the uuid or e-mail ${JSON.stringify(id)}; find people by /api/people?search=`);
  },
});

export const action = onlyGet;
