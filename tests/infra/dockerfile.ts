/** One instruction of a Dockerfile: its word in capitals, and the rest with continued lines joined. */
export type Instruction = Readonly<{ word: string; rest: string }>;

/** One `FROM` and what follows it. */
export type Stage = Readonly<{ name: string; from: string; instructions: readonly Instruction[] }>;

/**
 * Reads a Dockerfile as far as ours goes: no heredocs, no other escape character.
 * @returns its stages in order; `ARG` before the first `FROM` belongs to none
 */
export function parseDockerfile(text: string): Stage[] {
  const lines = text
    .split("\n")
    .filter((line) => !/^\s*#/.test(line))
    .join("\n")
    .replaceAll(/\\\n\s*/g, "")
    .split("\n")
    .filter((line) => line.trim() !== "");
  const stages: { name: string; from: string; instructions: Instruction[] }[] = [];
  for (const line of lines) {
    const [, word = "", rest = ""] = /^(\w+)\s+(.*)$/.exec(line) ?? [];
    if (word.toUpperCase() === "FROM") {
      const [, from = "", name = ""] = /^(\S+)(?:\s+AS\s+(\S+))?$/i.exec(rest) ?? [];
      stages.push({ name, from, instructions: [] });
    } else stages.at(-1)?.instructions.push({ word: word.toUpperCase(), rest });
  }
  return stages;
}

/** Every `COPY` of a stage: from the folder of the build (`stage` null) or from another stage. */
export function copiesOf(stage: Stage): { stage: string | null; sources: string[]; target: string }[] {
  return stage.instructions
    .filter(({ word }) => word === "COPY")
    .map(({ rest }) => {
      const words = rest.split(/\s+/);
      const flags = words.filter((word) => word.startsWith("--"));
      const paths = words.filter((word) => !word.startsWith("--"));
      const from = flags.find((flag) => flag.startsWith("--from="))?.slice("--from=".length) ?? null;
      return { stage: from, sources: paths.slice(0, -1), target: paths.at(-1) ?? "" };
    });
}

/** The variables that `ENV` sets, with what `ARG` gives put in. */
export function environmentOf(stage: Stage): Record<string, string> {
  const known: Record<string, string> = {};
  const set: Record<string, string> = {};
  for (const { word, rest } of stage.instructions) {
    if (word !== "ARG" && word !== "ENV") continue;
    for (const [, key = "", value = ""] of rest.matchAll(/(\w+)=("[^"]*"|\S*)/g)) {
      known[key] = value.replaceAll('"', "").replaceAll(/\$\{(\w+)\}/g, (_, name: string) => known[name] ?? "");
      if (word === "ENV") set[key] = known[key];
    }
  }
  return set;
}

/** The last instruction of this kind in a stage, or "" when there is none. */
export function lastOf(stage: Stage, word: string): string {
  return stage.instructions.findLast((instruction) => instruction.word === word)?.rest ?? "";
}
