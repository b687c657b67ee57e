import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCli } from "../support/product.server.ts";

const OWN = "telemetry/slo/definitions";

let home: string;
let changed: string;
let wrong: string;

/** No DATABASE_URL: what was promised is a matter of files. */
const slo = (...words: string[]) => runCli(["slo", ...words]);

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), "alxderia-slo-cli-"));
  changed = await copyWith("changed", "target: 0.995", "target: 0.999");
  wrong = await copyWith("wrong", "budgetingMethod: Occurrences", "budgetingMethod: Timeslices");
});
afterAll(() => rm(home, { recursive: true, force: true }));

async function copyWith(name: string, from: string, to: string): Promise<string> {
  const folder = path.join(home, name);
  await cp(OWN, folder, { recursive: true });
  const file = path.join(folder, "availability.yaml");
  await writeFile(file, (await readFile(file, "utf8")).replace(from, to));
  return folder;
}

describe("slo compile", () => {
  test("--check is content with the repository and says nothing", async () => {
    expect(await slo("compile", "--check")).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  test("--check ends with 1 and names every file that another definition would change", async () => {
    const { code, stdout, stderr } = await slo("compile", "--check", "--definitions", changed);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(
      "alerts/generated/prometheus/slo-availability.rules.yaml: differs from what its definition",
    );
    expect(stderr).toMatch(/To mend it: npm run generate\n$/);
    expect(stderr).not.toContain("slo-error-rate.rules.yaml");
  });

  test("writes into another folder, and then has nothing left to do", async () => {
    const root = path.join(home, "out");
    const first = await slo("compile", "--root", root);
    expect(first.code).toBe(0);
    expect(first.stdout).toContain("written  alerts/generated/prometheus/slo-availability.rules.yaml\n");
    const second = await slo("compile", "--root", root, "--json");
    expect(JSON.parse(second.stdout)).toMatchObject({ differs: [], missing: [], superfluous: [] });
    const committed = await readFile("alerts/generated/fidelity.md", "utf8");
    expect(await readFile(path.join(root, "alerts/generated/fidelity.md"), "utf8")).toBe(committed);
  });

  test("ends with 2 on definitions that it cannot read, and names the place", async () => {
    const { code, stdout, stderr } = await slo("compile", "--check", "--definitions", wrong);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/wrong\/availability\.yaml:\d+:\d+ .*given "Timeslices"; allowed: .*Occurrences/);
  });
});

describe("slo explain", () => {
  test("shows each number with its arithmetic", async () => {
    const { code, stdout } = await slo("explain", "availability");
    expect(code).toBe(0);
    expect(stdout).toContain("factor     2 % × 40320 / 60 minutes = 13.44");
    expect(stdout).not.toContain("latency-api");
  });

  test("--json holds numbers as fractions and as floats", async () => {
    const { stdout } = await slo("explain", "--json");
    const { objectives } = JSON.parse(stdout) as {
      objectives: { name: string; alerts: { factor: { exact: string; about: number } }[] }[];
    };
    expect(objectives.map(({ name }) => name)).toEqual(["availability", "error-rate", "latency-api", "latency-health"]);
    expect(objectives[0]?.alerts[3]?.factor).toEqual({ exact: "14/15", about: 14 / 15 });
  });
});

describe("slo simulate", () => {
  test("says how long each alert takes in a complete failure", async () => {
    const { code, stdout } = await slo("simulate", "availability");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^availability: 100 % bad without end$/m);
    expect(stdout).toMatch(/burn-rate-1h {2}critical {2}fires at minute 5, due after 4\.03$/m);
  });

  test("plays a failure that ends", async () => {
    const { stdout } = await slo("simulate", "availability", "--failure", "20%", "--minutes", "30", "--json");
    const [result] = JSON.parse(stdout) as { alerts: { firings: unknown[] }[] }[];
    expect(result).toMatchObject({ objective: "availability", failure: { exact: "1/5" }, minutes: 30 });
    expect(result?.alerts.map(({ firings }) => firings)).toEqual([[{ firedAt: 21, resolvedAt: 34 }], [], [], []]);
  });

  test("too few events fire nothing", async () => {
    const { stdout } = await slo("simulate", "error-rate", "--minutes", "10", "--events", "0");
    expect(stdout.match(/never fires/g)).toHaveLength(4);
  });
});

describe("slo diff", () => {
  test("ends with 0 and without a word when both say the same", async () => {
    expect(await slo("diff", OWN)).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  test("ends with 1 and names each number that changed since a folder", async () => {
    const { code, stdout } = await slo("diff", OWN, "--definitions", changed);
    expect(code).toBe(1);
    expect(stdout).toContain("~ availability, target: 99.5 % → 99.9 %\n");
    expect(stdout).toContain("~ availability, budget: 201.6 minutes → 40.32 minutes\n");
  });
});

test.each([
  [["explain", "availabilty"], /no objective "availabilty"; allowed: availability/],
  [["simulate", "--failure", "120%"], /part from 0 to 1, or a percentage/],
  [["simulate", "--minutes", "0"], /whole number from 1 to 43200/],
  [["diff", "no-such-revision"], /"no-such-revision" is no folder and no revision/],
  [["diff", "--", "--output=x"], /"--output=x" is no folder and no revision/],
  [["explain", "--definitions", "/no/such/folder"], /ENOENT/],
  [["burn"], /unknown command/],
])("slo %j ends with 2 and says what is allowed", async (words, message) => {
  const { code, stdout, stderr } = await slo(...words);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(message);
});
