import { notFound } from "../http/errors.ts";
import { onlyGet } from "../http/problem.server.ts";
import { apiRoute } from "../http/route.server.ts";
import { AsOfParams } from "../model/filters.ts";
import { ROLES } from "../model/roles.ts";
import { findPerson } from "../queries/people.server.ts";
import { findPersonThen } from "../queries/person-then.server.ts";
import { tellRecordsThen } from "../queries/records-then.server.ts";

export const loader = apiRoute({
  allow: ROLES,
  query: AsOfParams,
  handler: async ({ read, params: { id = "" }, query: { "as-of": asOf } }) => {
    if (asOf !== undefined) {
      const then = await read((tx) => findPersonThen(tx, id, asOf));
      if (then === null) throw notFound(`no person had the uuid or e-mail ${JSON.stringify(id)} at ${asOf}`);
      return { ...then.person, ...(await read((tx) => tellRecordsThen(tx, then.refs, asOf), "audit")) };
    }
    const person = await read((tx) => findPerson(tx, id));
    if (person !== null) return person;
    throw notFound(`no person has the uuid or e-mail ${JSON.stringify(id)}; find people by /api/people?search=`);
  },
});

export const action = onlyGet;
