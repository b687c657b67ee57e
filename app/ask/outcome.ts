import type { Slots } from "../model/answer.ts";

/** A question of the catalogue with its slots: enough to answer, to link to and to save. */
export type PlannedQuestion = { questionId: string; slots: Slots; understood: string };

export type Choice = { id: string; label: string; detail: string };

export type Outcome =
  | ({ kind: "planned" } & PlannedQuestion)
  /** The phrase may mean several things: ask again with `picks: { [phrase]: id }`; `slot` is "question" for wordings. */
  | { kind: "choose"; slot: string; phrase: string; understood: string; choices: Choice[] }
  /** Understood, but the product has no data to answer it. */
  | {
      kind: "not answerable";
      questionId: string;
      slots: Slots;
      understood: string;
      reason: string;
      nearest: NearQuestion[];
    }
  | { kind: "not understood"; because: string; nearest: NearQuestion[] };

export type NearQuestion = { questionId: string; text: string };
