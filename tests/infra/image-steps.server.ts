import { execFile, spawn } from "node:child_process";
import { chmod, copyFile, cp, lstat, mkdir, mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterFile } from "../support/after-file.ts";
import { copiesOf, environmentOf, lastOf, parseDockerfile, type Stage } from "./dockerfile.ts";

const run = promisify(execFile);
const ROOT = path.resolve(import.meta.dirname, "../..");

/** What the Dockerfile makes: a tree that nobody may write, and how its product is started. */
export type BuiltImage = {
  stage: Stage;
  /** The image's WORKDIR on this machine. */
  app: string;
  /** Starts words in the image, as its user where this process may choose one. */
  start(words: readonly string[], environment: Record<string, string>): ReturnType<typeof spawn>;
};

/**
 * Carries out the Dockerfile in folders of this machine: each stage is a folder, COPY copies (without what .dockerignore
 * keeps out), RUN runs. This machine's Node stands for the base image's; nothing of Alpine is tried.
 */
export async function buildImage(): Promise<BuiltImage> {
  const base = await mkdtemp(path.join(tmpdir(), "alxderia-image-"));
  await chmod(base, 0o755);
  afterFile(async () => {
    await run("chmod", ["-R", "u+w", base]);
    await rm(base, { recursive: true });
  });
  const bin = path.join(base, "bin");
  await mkdir(bin);
  await copyFile(process.execPath, path.join(bin, "node"));
  const environment = {
    PATH: `${bin}:${process.env.PATH}`,
    HOME: process.env.HOME ?? base,
    NODE_ENV: "production" as const,
    npm_config_prefer_offline: "true",
    ...(process.env.npm_config_cache ? { npm_config_cache: process.env.npm_config_cache } : {}),
  };
  const stages = parseDockerfile(await readFile(path.join(ROOT, "Dockerfile"), "utf8"));
  for (const stage of stages) await makeStage(base, stage, environment);
  const stage = stages.at(-1);
  if (stage === undefined) throw new Error("the Dockerfile has no stage");
  const app = folderOf(base, stage.name);
  await run("chmod", ["-R", "a-w,a+rX", app]);
  const [user, group] = lastOf(stage, "USER").split(":").map(Number);
  const owner = process.getuid?.() === 0 ? { uid: user, gid: group } : {};
  return {
    stage,
    app,
    start: ([program = "", ...words], more) =>
      spawn(program, words, {
        cwd: app,
        env: { NODE_ENV: "production", PATH: bin, ...environmentOf(stage), ...more },
        stdio: ["ignore", "pipe", "pipe"],
        ...owner,
      }),
  };
}

const folderOf = (base: string, stage: string) => path.join(base, stage, "app");

async function makeStage(base: string, stage: Stage, environment: NodeJS.ProcessEnv): Promise<void> {
  const app = folderOf(base, stage.name);
  await mkdir(app, { recursive: true });
  const copies = copiesOf(stage)[Symbol.iterator]();
  for (const { word, rest } of stage.instructions) {
    if (word === "WORKDIR" && rest !== "/app") throw new Error(`WORKDIR ${rest}: the stand-in knows /app only`);
    if (word === "COPY") {
      const copy = copies.next().value;
      for (const source of copy?.sources ?? [])
        await copyInto(base, app, copy?.stage ?? null, source, copy?.target ?? "");
    }
    if (word === "RUN") {
      const command = rest.replaceAll(/--mount=\S+\s+/g, "");
      if (command.startsWith("npm ci") && !command.includes("--omit=dev")) {
        // The same packages by the same lock file stand in this checkout; unpacking them again takes minutes.
        await symlink(path.join(ROOT, "node_modules"), path.join(app, "node_modules"));
        continue;
      }
      await run("/bin/sh", ["-c", command], { cwd: app, env: environment, maxBuffer: 1 << 26 });
    }
  }
}

async function copyInto(base: string, app: string, stage: string | null, source: string, target: string) {
  const from = stage === null ? path.join(ROOT, source) : path.join(base, stage, source);
  const to = path.join(app, target === "./" ? path.basename(source) : target);
  await lstat(from);
  await cp(from, to, {
    recursive: true,
    verbatimSymlinks: true,
    // .dockerignore, as far as it reaches into folders that are copied
    filter: (file) => stage !== null || !/\.test\.tsx?$/.test(file),
  });
}
