import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkGenerated, describeDrift, OWN_PLACES, writeGenerated } from "./compile.server.ts";
import { generateFiles } from "./generate.ts";
import { DefinitionsError, loadPlan } from "./load-plan.server.ts";

const RULES = "alerts/generated/prometheus/slo-availability.rules.yaml";
const FIDELITY = "alerts/generated/fidelity.md";

let root: string;
const inRoot = (name: string) => path.join(root, name);
const places = () => ({ ...OWN_PLACES, root });

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), "alxderia-slo-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

test("the committed files are what the definitions say", async () => {
  expect(describeDrift(await checkGenerated(OWN_PLACES))).toEqual([]);
});

describe("in a folder of its own", () => {
  test("everything is missing at first, is written once, and then nothing is to be done", async () => {
    const before = await checkGenerated(places());
    expect(before.missing).toHaveLength(before.files);
    expect(before.missing).toEqual(
      expect.arrayContaining([RULES, FIDELITY, "telemetry/slo/generated/openslo.schema.json"]),
    );
    expect(await writeGenerated(places())).toEqual(before);
    const nothing = { files: before.files, differs: [], missing: [], superfluous: [] };
    expect(await checkGenerated(places())).toEqual(nothing);
    expect(await writeGenerated(places())).toEqual(nothing);
  });

  test("a changed byte, a lost file and one too many are named with the command, and mended", async () => {
    const text = await readFile(inRoot(RULES), "utf8");
    await writeFile(inRoot(RULES), text.replace("0.0672", "0.0673"));
    await rm(inRoot(FIDELITY));
    await writeFile(inRoot("alerts/generated/prometheus/slo-old.rules.yaml"), "# an objective that is gone\n");
    await mkdir(inRoot("loadtests/old/generated"), { recursive: true });
    await writeFile(inRoot("loadtests/old/generated/limits.json"), "{}\n");
    await writeFile(inRoot("loadtests/old/handmade.js"), "\n");
    const drift = await checkGenerated(places());
    expect(describeDrift(drift)).toEqual([
      `${RULES}: differs from what its definition says`,
      `${FIDELITY}: is missing`,
      "alerts/generated/prometheus/slo-old.rules.yaml: is no longer generated",
      "loadtests/old/generated/limits.json: is no longer generated",
      "To mend it: npm run generate",
    ]);
    expect(await writeGenerated(places())).toEqual(drift);
    expect(await readFile(inRoot(RULES), "utf8")).toBe(text);
    expect(await readFile(inRoot("loadtests/old/handmade.js"), "utf8")).toBe("\n");
    expect(describeDrift(await checkGenerated(places()))).toEqual([]);
  });

  test("wrong definitions are named with their place, and nothing is written", async () => {
    const definitions = inRoot("wrong");
    await cp(OWN_PLACES.definitions, definitions, { recursive: true });
    const file = path.join(definitions, "availability.yaml");
    await writeFile(file, (await readFile(file, "utf8")).replace("target: 0.995", "target: 0.9"));
    const given = { ...places(), definitions, shownAs: "wrong" };
    await expect(writeGenerated(given)).rejects.toThrow(DefinitionsError);
    await expect(checkGenerated(given)).rejects.toThrow(/wrong\/availability\.yaml:\d+:\d+ impossible-threshold/);
    expect(describeDrift(await checkGenerated(places()))).toEqual([]);
  });

  test("a folder without definitions is an error and removes nothing", async () => {
    const definitions = inRoot("none");
    await mkdir(definitions);
    await expect(writeGenerated({ ...places(), definitions })).rejects.toThrow(/there is no definition/);
    expect(describeDrift(await checkGenerated(places()))).toEqual([]);
  });
});

describe("an emitter", () => {
  const line = { what: "all", fidelity: "exact", why: "it is" } as const;
  const emitting = async (...files: { path: string; content: string }[]) =>
    generateFiles(await loadPlan(OWN_PLACES.definitions, "definitions"), [
      () => ({ target: "Paper", files, fidelity: [line] }),
    ]);
  const page = { path: "alerts/generated/paper/page.txt", content: "ring\n" };

  test("adds its files, and its lines to the report", async () => {
    const files = await emitting(page);
    expect(files).toContainEqual(page);
    expect(files.find(({ path }) => path === FIDELITY)?.content).toContain("## Paper\n\n| what | fidelity | why |");
  });

  test("that gives nothing, nothing but space, a file twice or a strange place is refused", async () => {
    await expect(emitting()).rejects.toThrow("Paper came out empty");
    await expect(emitting({ ...page, content: " \n" })).rejects.toThrow(/page\.txt came out empty/);
    await expect(emitting(page, page)).rejects.toThrow(/page\.txt is generated twice/);
    for (const path of ["alerts/page.txt", "app/generated/page.txt", "alerts/generated", "alerts/generated/../../x"]) {
      await expect(emitting({ ...page, path })).rejects.toThrow(/lies in no folder "generated"/);
    }
  });
});
