import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import packageJson from "../../package.json" with { type: "json" };

type Step = { uses?: string; run?: string; with?: Record<string, unknown> };
type Job = { "runs-on": string; "timeout-minutes"?: number; permissions?: Record<string, string>; steps: Step[] };
type Workflow = { permissions?: Record<string, string>; concurrency?: unknown; jobs: Record<string, Job> };

const FOLDER = ".github/workflows";
const FILES = readdirSync(FOLDER);
const WORKFLOWS = FILES.map((file) => ({
  file,
  text: readFileSync(path.join(FOLDER, file), "utf8"),
  workflow: parse(readFileSync(path.join(FOLDER, file), "utf8")) as Workflow,
}));
const STEPS = WORKFLOWS.flatMap(({ file, workflow }) =>
  Object.entries(workflow.jobs).flatMap(([job, { steps }]) => steps.map((step) => ({ where: `${file} ${job}`, step }))),
);

test("the workflows of the guide are there, and those that load, deploy and release", () => {
  expect([...FILES].sort()).toEqual(
    ["bundle", "checkov", "ci", "codeql", "deploy-aws", "deploy-gcp", "loadtest", "release", "security"].map(
      (name) => `${name}.yml`,
    ),
  );
});

test("every step that runs something runs one command of this repository, so that a laptop can do the same", () => {
  const commands = STEPS.filter(({ step }) => step.run !== undefined);
  expect(commands.length).toBeGreaterThan(15);
  for (const { where, step } of commands) {
    const [program = "", ...words] = step.run?.trim().split(/\s+/) ?? [];
    expect(step.run?.trim(), where).not.toMatch(/[\n;|&<>`]|\$\{\{/);
    if (program === "npm") {
      const script = words[0] === "run" ? words[1] : words[0];
      expect(words[0] === "ci" || Object.hasOwn(packageJson.scripts, script ?? ""), `${where}: ${step.run}`).toBe(true);
    } else {
      expect(program, where).toMatch(/^(infra\/scripts\/[a-z0-9-]+\.sh|\.ci\/run)$/);
      expect(existsSync(program), `${where}: ${program}`).toBe(true);
    }
  }
});

test("every action is pinned by a digest and says its version, the same everywhere", () => {
  const pins = new Map<string, string>();
  for (const { file, text } of WORKFLOWS) {
    for (const [line, action = ""] of text.matchAll(/uses: (\S+).*$/gm)) {
      expect(line, file).toMatch(/uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
      const [name = "", digest = ""] = action.split("@");
      expect(pins.get(name) ?? digest, `${file}: ${name}`).toBe(digest);
      pins.set(name, digest);
    }
  }
  expect(pins.size).toBeGreaterThan(8);
});

test("by default a workflow may only read, no job may write contents, and a checkout keeps no token", () => {
  for (const { file, workflow } of WORKFLOWS) {
    expect(workflow.permissions, file).toEqual({ contents: "read" });
    expect(workflow.concurrency, file).toBeDefined();
    for (const [name, job] of Object.entries(workflow.jobs)) {
      expect(job.permissions?.contents ?? "read", `${file} ${name}`).toBe("read");
      expect(job["timeout-minutes"], `${file} ${name}`).toBeGreaterThan(0);
      expect(job["runs-on"], `${file} ${name}`).toBe("ubuntu-24.04");
    }
  }
  const checkouts = STEPS.filter(({ step }) => step.uses?.startsWith("actions/checkout@"));
  expect(checkouts.length).toBeGreaterThan(8);
  for (const { where, step } of checkouts) expect(step.with?.["persist-credentials"], where).toBe(false);
});

test("a deployment signs in without a stored key, in an environment that holds the approval, and is never cut short", () => {
  for (const cloud of ["aws", "gcp"]) {
    const { text, workflow } = WORKFLOWS.find(({ file }) => file === `deploy-${cloud}.yml`) ?? {
      text: "",
      workflow: null,
    };
    expect(workflow?.concurrency).toEqual({ group: `deploy-${cloud}`, "cancel-in-progress": false });
    expect(workflow?.jobs.deploy).toMatchObject({
      environment: `${cloud}-production`,
      permissions: { "id-token": "write" },
    });
    expect(text).not.toMatch(/secrets\.(AWS|GCP|GOOGLE)/);
    expect(text).not.toContain(cloud === "aws" ? "GCP_" : "AWS_");
    const runs = workflow?.jobs.deploy?.steps.flatMap(({ run }) => run ?? []);
    expect(runs).toEqual([
      "npm ci",
      `infra/scripts/build-and-push-${cloud}.sh`,
      `infra/scripts/deploy.sh ${cloud} "$GITHUB_SHA"`,
    ]);
  }
});
