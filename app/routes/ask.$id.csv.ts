import { z } from "zod";
import { askedAgain } from "../http/asked-question.server.ts";
import { notFound } from "../http/errors.ts";
import { pageLoader } from "../http/route.server.ts";
import { answerCsv } from "../model/answer-csv.ts";
import { ROLES } from "../model/roles.ts";
import { readOrder, sortAnswer } from "../model/sort-answer.ts";

/** The answer of a link as a file, asked again now, in the order that the page shows. */
export const loader = pageLoader({
  allow: ROLES,
  query: z.strictObject({ sort: z.string().max(200).optional(), order: z.string().max(20).optional() }),
  handler: async (handling) => {
    const { outcome } = await askedAgain(handling);
    if (outcome.kind !== "answered") throw notFound("This question has no answer, so there are no rows to save.");
    const { columns, rows } = outcome.answer;
    const order = readOrder(new URL(handling.request.url).searchParams, columns);
    return new Response(answerCsv(columns, sortAnswer(rows, order)), {
      headers: {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": 'attachment; filename="answer.csv"',
        "cache-control": "no-store",
      },
    });
  },
});
