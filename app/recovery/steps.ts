export type Step = { name: string; seconds: number };

/** Names the step of a drill that went wrong; the cause is what it said. */
export class StepError extends Error {
  override name = "StepError";
  readonly step: string;

  constructor(step: string, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.step = step;
  }
}

export type Steps = {
  done: readonly Step[];
  /** @throws StepError */
  run<Result>(name: string, work: (report: (message: string) => void) => Promise<Result>): Promise<Result>;
};

export function createSteps(onProgress: (message: string) => void): Steps {
  const done: Step[] = [];
  return {
    done,
    async run(name, work) {
      const started = performance.now();
      onProgress(name);
      try {
        return await work((message) => onProgress(`${name}: ${message}`));
      } catch (error) {
        throw new StepError(name, error);
      } finally {
        done.push({ name, seconds: (performance.now() - started) / 1000 });
      }
    },
  };
}
