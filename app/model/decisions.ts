import type { Provider } from "./access.ts";

/** What an analyst decided; `batchId` joins those that were decided by one rule. */
export type DecisionEntry = {
  id: string;
  batchId: string | null;
  kind: "accept" | "reject" | "merge" | "split";
  account: { provider: Provider; label: string } | null;
  person: { id: string; name: string } | null;
  otherPerson: { id: string; name: string } | null;
  decidedBy: string;
  decidedAt: string;
  undoneBy: string | null;
  undoneAt: string | null;
};
