import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";

/** A built page whose script does not get smaller by compressing, in a tree of its own with the check in it. */
function builtTree(javascriptBytes: number) {
  const root = mkdtempSync(path.join(tmpdir(), "alxderia-bundle-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const assets = path.join(root, "build/client/assets");
  mkdirSync(assets, { recursive: true });
  mkdirSync(path.join(root, "infra/scripts"), { recursive: true });
  cpSync("infra/scripts/check-bundle-size.mjs", path.join(root, "infra/scripts/check-bundle-size.mjs"));
  const routes = {
    root: { id: "root", module: "/assets/root.js" },
    page: { id: "page", parentId: "root", module: "/assets/page.js", imports: [] },
  };
  const manifest = { entry: { module: "/assets/entry.js", imports: [] }, routes };
  writeFileSync(path.join(assets, "manifest-1.js"), `window.manifest=${JSON.stringify(manifest)};`);
  writeFileSync(path.join(assets, "entry.js"), "");
  writeFileSync(path.join(assets, "root.js"), 'const style="/assets/app.css";export{style as default}');
  writeFileSync(path.join(assets, "app.css"), randomBytes(5_000));
  writeFileSync(
    path.join(assets, "page.js"),
    Buffer.concat([Buffer.from("export default 1;"), randomBytes(javascriptBytes)]),
  );
  const budgets = path.join(root, "infra/bundle-budgets.json");
  return {
    setBudgets: (value: object) => writeFileSync(budgets, JSON.stringify(value)),
    budgets: () => JSON.parse(readFileSync(budgets, "utf8")),
    check: (...words: string[]) =>
      spawnSync(process.execPath, [path.join(root, "infra/scripts/check-bundle-size.mjs"), ...words], {
        encoding: "utf8",
      }),
  };
}

test("scripts and styles are held apart against budgets of their own", () => {
  const tree = builtTree(1_000);
  tree.setBudgets({ page: { javascript: 5_000, css: 1_000 } });
  const { status, stderr } = tree.check();
  expect(status).toBe(1);
  expect(stderr).toMatch(/page loads 50\d\d bytes of CSS/);
  expect(stderr).not.toContain("bytes of JavaScript, ");
  expect(tree.check("--write").status).toBe(0);
  expect(tree.budgets().page.css).toBeGreaterThan(5_000);
});

test("no budget lets a route load more than 170 kB of JavaScript, neither written by hand nor by the check", () => {
  const tree = builtTree(171_000);
  tree.setBudgets({ page: { javascript: 900_000, css: 9_000 } });
  const byHand = tree.check();
  expect(byHand.status).toBe(1);
  expect(byHand.stderr).toMatch(/page loads \d{6} bytes of JavaScript/);
  expect(tree.check("--write").status).toBe(1);
  expect(tree.budgets().page.javascript).toBe(170_000);
});
