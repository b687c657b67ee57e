import { execFile } from "node:child_process";
import { chmod, copyFile, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { onTestFinished } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "../..");
const PROGRAMS = ["aws", "gcloud", "docker", "terraform", "npm", "curl", "cosign", "gh"];

/** The first rule whose words all occur in a call answers it; with `after` only once a call held that text. */
export type Rule = { when: string[]; after?: string; out?: string; err?: string; code?: number };

/** What one stand-in was called with. `content` is that of a file that it was handed. */
export type Call = { program: string; words: string[]; input: string; content: string; verifier: string };

/** What the scripts want to know of a cloud. */
export const AWS = { AWS_ACCOUNT_ID: "123456789012", AWS_REGION: "eu-west-1" };
export const GCP = { GCP_PROJECT_ID: "p", GCP_REGION: "europe-west1" };

/** An account that has no App Runner: the scripts go on with ECS. */
export const NO_APP_RUNNER: Rule = { when: ["aws apprunner list-services"], out: "\n" };

export type Outcome = { code: number; stdout: string; stderr: string; calls: Call[]; commands: string[] };

/**
 * Runs a script of infra/scripts with stand-ins for every other program, in a repository of its own with one commit.
 * @returns what it said and what it called
 */
export async function runScript(
  words: readonly string[],
  rules: readonly Rule[],
  environment: Record<string, string> = {},
  stdin = "",
): Promise<Outcome> {
  const folder = await mkdtemp(path.join(tmpdir(), "alxderia-scripts-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const repository = path.join(folder, "repository");
  const bin = path.join(folder, "bin");
  await mkdir(path.join(repository, "infra/deploy/aws"), { recursive: true });
  await mkdir(path.join(repository, "infra/deploy/gcp"), { recursive: true });
  await mkdir(bin);
  await cp(path.join(ROOT, "infra/scripts"), path.join(repository, "infra/scripts"), { recursive: true });
  await cp(path.join(ROOT, "alerts/generated"), path.join(repository, "alerts/generated"), { recursive: true });
  await copyFile(path.join(ROOT, "package.json"), path.join(repository, "package.json"));
  await writeFile(path.join(repository, ".gitignore"), "backend.hcl\n");
  const git = (...args: string[]) =>
    promisify(execFile)("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], { cwd: repository });
  await git("init", "--quiet");
  await git("add", "-A");
  await git("commit", "--quiet", "--message", "one");
  await writeFile(path.join(folder, "rules.json"), JSON.stringify(rules));
  await writeFile(path.join(folder, "calls"), "");
  const standIn = path.join(bin, "answer.mjs");
  await copyFile(path.join(ROOT, "tests/infra/stand-ins/answer.mjs"), standIn);
  await chmod(standIn, 0o755);
  for (const program of PROGRAMS) await symlink(standIn, path.join(bin, program));
  await symlink(process.execPath, path.join(bin, "node"));

  const [script = "", ...given] = words;
  const env = {
    NODE_ENV: "test" as const,
    PATH: `${bin}:/usr/bin:/bin`,
    STAND_INS: folder,
    PAUSE_SECONDS: "0",
    ...environment,
  };
  const { code, stdout, stderr } = await new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    const child = execFile(
      path.join(repository, "infra/scripts", script),
      given,
      { env, cwd: folder },
      (error, out, err) =>
        resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout: out, stderr: err }),
    );
    child.stdin?.end(stdin);
  });
  const calls = (await readFile(path.join(folder, "calls"), "utf8"))
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Call);
  return {
    code,
    stdout,
    stderr,
    calls,
    commands: calls.map(({ program, words: all }) => `${program} ${all.join(" ")}`),
  };
}
