import type { AskRunner } from "../ask/run/runner.server.ts";
import type { Database } from "../db/database.server.ts";
import type { AskedQuestion } from "../model/asked-question.ts";
import { findAskedQuestion } from "../queries/asked-questions.server.ts";
import { listSavedQuestions, MOST_SAVED_QUESTIONS } from "../queries/saved-questions.server.ts";
import { setQuestionFeedback } from "../store/asked-questions.server.ts";
import { addSavedQuestion, setSavedQuestionRemoved } from "../store/saved-questions.server.ts";
import { rerunSavedQuestions } from "./rerun-saved.server.ts";

type Who = { tenantId: string; actor: string };

/** Why a question cannot be saved. */
export type NotSaved = "not found" | "not answered" | "too many";

export type KeptQuestions = {
  /** Only whoever asked may judge. @returns false when the question is nobody's, or somebody else's */
  judge(
    who: Who,
    given: { id: string; feedback: NonNullable<AskedQuestion["feedback"]>; note: string | null },
  ): Promise<boolean>;
  /** Saves an answered question under a name and asks it once, so that the next run can tell what changed. */
  save(who: Who, given: { questionId: string; name: string }): Promise<{ id: string } | NotSaved>;
  /** @returns false when it is not there, or so already */
  setRemoved(who: Who, id: string, removed: boolean): Promise<boolean>;
  /** Asks a saved question now and keeps what changed. @returns false when it is not there */
  run(who: Who, id: string): Promise<boolean>;
};

/** What is done with questions after they were asked. Judging, saving and removing go to the audit log. */
export function createKeptQuestions(tools: { database: Database; runner: AskRunner }): KeptQuestions {
  const { database } = tools;
  const asked = (tenantId: string, id: string) =>
    database.read({ tenantId, role: "analyst" }, (tx) => findAskedQuestion(tx, id));
  const saved = (tenantId: string, id: string | null) =>
    database.read({ tenantId, role: "analyst" }, (tx) => listSavedQuestions(tx, id));

  return {
    async judge({ tenantId, actor }, given) {
      const question = await asked(tenantId, given.id);
      if (question?.askedBy !== actor) return false;
      return database.write({ tenantId, role: "ingest" }, (tx) => setQuestionFeedback(tx, { ...given, actor }));
    },
    async save({ tenantId, actor }, { questionId, name }) {
      const question = await asked(tenantId, questionId);
      if (question === null) return "not found";
      const { plan } = question;
      if (plan === null) return "not answered";
      if ((await saved(tenantId, null)).length >= MOST_SAVED_QUESTIONS) return "too many";
      const id = await database.write({ tenantId, role: "ingest" }, (tx) =>
        addSavedQuestion(tx, { name, question: question.question, plan, actor, askedId: questionId }),
      );
      await rerunSavedQuestions(tools, tenantId, { syncRunId: null, id });
      return { id };
    },
    setRemoved: ({ tenantId, actor }, id, removed) =>
      database.write({ tenantId, role: "ingest" }, (tx) => setSavedQuestionRemoved(tx, { id, removed, actor })),
    async run({ tenantId }, id) {
      const { questions } = await rerunSavedQuestions(tools, tenantId, { syncRunId: null, id });
      return questions > 0;
    },
  };
}
