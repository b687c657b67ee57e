import { accountKey, type Person, type SourceFact } from "../../app/access/expand-facts.ts";
import type { SourceRow } from "../../app/model/source.ts";
import { drawAws } from "./random-organisation-aws.ts";
import { createDraw, createRows } from "./random-organisation-draw.ts";
import { drawGcp } from "./random-organisation-gcp.ts";
import { drawGithub } from "./random-organisation-github.ts";
import { drawWorkspace } from "./random-organisation-workspace.ts";

type RandomOrganisation = { rows: (SourceRow & SourceFact)[]; links: Map<string, Person> };

/**
 * A small organisation full of the shapes that real and broken exports have, as live source rows of one tenant: the same
 * seed and size always give the same rows. `size` is about the number of people (10 to 40 is plenty: chains are counted
 * out one by one by the oracle). No two rows have the same (scope, table, key), so they can be stored as they are.
 */
export function randomOrganisation(seed: number, size: number): RandomOrganisation {
  const draw = createDraw(seed);
  const rows = createRows();
  const workspace = drawWorkspace(draw, rows, size);
  drawGcp(draw, rows, workspace);
  drawAws(draw, rows, size);
  drawGithub(draw, rows, size);

  const people = draw.times(Math.max(1, size), (number): Person => {
    const id = `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
    return {
      id,
      name: draw.pick([`Ada Okafor ${number}`, `Zoë "Z" Ångström ${number}`, `=cmd|${number}`]),
      email: `p${number}@northwind.example`,
    };
  });
  const links = new Map<string, Person>();
  for (const row of rows.all()) {
    const key = accountKeyOf(row);
    if (key !== null && !links.has(key) && draw.chance(0.7)) links.set(key, draw.pick(people));
  }
  return { rows: rows.all(), links };
}

function accountKeyOf(row: SourceRow): string | null {
  const text = (column: string): string => String(row.columns[column] ?? "");
  if (row.table === "google_workspace_users") return accountKey("google_workspace", text("user_id"));
  if (row.table === "aws_iam_users") return accountKey("aws_iam", text("arn"));
  if (row.table === "aws_identity_center_users") {
    return accountKey("aws_identity_center", text("identity_store_id"), text("user_id"));
  }
  const isPerson = row.table === "github_users" && row.columns.user_type !== "Bot" && row.columns.user_id !== null;
  return isPerson ? accountKey("github", text("user_id")) : null;
}
