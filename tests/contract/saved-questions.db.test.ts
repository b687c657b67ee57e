import { beforeAll, expect, test } from "vitest";
import type { AskPlan } from "../../app/model/ask-plan.ts";
import { addSavedQuestion } from "../../app/store/saved-questions.server.ts";
import type { BundleFiles } from "../support/bundle-builder.ts";
import { createProduct, type Product } from "../support/product.server.ts";

const organisation = (names: string[]): BundleFiles => ({
  "google-workspace/users.json": names.map((name) => ({
    id: name,
    primaryEmail: `${name}@northwind.example`,
    name: { fullName: name },
  })),
});

const EVERYBODY: AskPlan = { by: "catalogue", questionId: "people", slots: {} };
const BY_MODEL: AskPlan = {
  by: "model",
  provider: "anthropic",
  model: "test",
  understood: "Everybody",
  assumptions: [],
  sql: "select name, person_id from (select id as person_id, name from canonical_users) as people order by name",
};

let product: Product;

const save = (name: string, plan: AskPlan) =>
  product.database.write({ tenantId: product.tenantId, role: "ingest" }, (tx) =>
    addSavedQuestion(tx, { name, question: name, plan, actor: "analyst" }),
  );

const told = ({ stderr }: { stderr: string }) => stderr.split("\n").filter((line) => line.startsWith("saved"));

async function lastRun(id: string) {
  const { rows } = await product.owner.query(
    `select row_count, added, removed, failure, sync_run_id is not null as by_ingest from saved_question_runs
    where saved_question_id = $1 order by ran_at desc limit 1`,
    [id],
  );
  return rows[0];
}

beforeAll(async () => {
  product = await createProduct();
  await product.ingest(organisation(["ada", "bob"]));
});

test("each ingest asks the saved questions again, and one line says that something changed", async () => {
  const ids = [await save("Everybody", EVERYBODY), await save("Everybody, by a model", BY_MODEL)];
  const first = await product.ingest(organisation(["ada", "bob"]));
  expect([first.code, told(first)]).toEqual([0, []]);
  const second = await product.ingest(organisation(["ada", "bob", "cleo"]));
  expect(told(second)).toEqual(["saved questions: 2 of 2 have another answer now; see /ask/saved"]);
  for (const id of ids) expect(await lastRun(id)).toMatchObject({ row_count: 3, removed: [], by_ingest: true });
  expect((await lastRun(ids[0] ?? "")).added).toMatchObject([{ person: "cleo" }]);
  expect((await lastRun(ids[1] ?? "")).added).toMatchObject([{ name: "cleo" }]);
});

test("a saved question that cannot be asked any more keeps its reason, and the ingest is done all the same", async () => {
  const id = await save("Dropped", { ...BY_MODEL, sql: "select * from nothing_of_the_kind" });
  const run = await product.ingest(organisation(["ada", "bob", "cleo"]));
  expect([run.code, told(run)]).toEqual([
    0,
    ["saved questions: 0 of 3 have another answer now, 1 could not be asked; see /ask/saved"],
  ]);
  expect(await lastRun(id)).toMatchObject({ row_count: null, failure: expect.any(String) });
});

test("a dry run asks nothing", async () => {
  const count = async () => (await product.owner.query("select from saved_question_runs")).rowCount;
  const before = await count();
  await product.ingest(organisation(["dora"]), "--dry-run");
  expect(await count()).toBe(before);
});
