import { expect, test } from "vitest";
import { splitStatements } from "./split-statements.ts";

test("statements end at semicolons outside strings, comments and dollar quotes", () => {
  const sql = `-- first; comment
create table a (b text default ';');
/* ; */ create function f() returns void language sql as $body$ select 1; select 2; $body$;
do $$ begin perform 1; end $$;
`;
  expect(splitStatements(sql).map(({ line }) => line)).toEqual([2, 3, 4]);
  expect(splitStatements(sql)[1]?.text).toMatch(/^create function .*\$body\$$/);
});

test("a file of comments only has no statement", () => {
  expect(splitStatements("-- nothing\n/* here; */\n")).toEqual([]);
});

test("a last statement needs no semicolon", () => {
  expect(splitStatements("select 1;\n\nselect 2")).toEqual([
    { text: "select 1", line: 1 },
    { text: "select 2", line: 3 },
  ]);
});
