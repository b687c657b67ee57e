import type pg from "pg";
import { createQuery } from "./shaped-query.ts";

/**
 * Sends two statements in one write, so that the second does not wait for the first one's answer to travel: the server
 * still runs them one after the other. pg can do this only for all statements of a client or none (`pipeline`), and
 * cursors and COPY cannot share such a client.
 *
 * When the first fails the server runs the second all the same, so the second must be harmless by itself: outside a
 * tenant's transaction the login role sees no row.
 */
export function sendTogether(
  client: pg.ClientBase,
  first: string,
  second: pg.QueryConfig,
): { first: Promise<unknown>; second: Promise<pg.QueryResult> } {
  const opening = createQuery({ text: first });
  const following = createQuery(second);
  const submitFirst = opening.query.submit.bind(opening.query);
  const submitSecond = following.query.submit.bind(following.query);
  opening.query.submit = (connection) => {
    connection.stream.cork();
    try {
      const fault = submitFirst(connection);
      const faultOfSecond = submitSecond(connection);
      // Its turn comes when the first is answered; by then it is on its way.
      following.query.submit = () => faultOfSecond;
      return fault;
    } finally {
      connection.stream.uncork();
    }
  };
  client.query(opening.query);
  client.query(following.query);
  return { first: opening.done, second: following.done };
}
