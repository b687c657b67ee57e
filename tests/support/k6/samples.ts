/** What was measured, as k6 measures it: a metric, a value and tags. */
export type Sample = { metric: string; value: number; tags: Readonly<Record<string, string>> };

/** The samples of this process; `scenario` tags all that are added while it is set. */
export const samples = {
  all: [] as Sample[],
  scenario: null as string | null,
  add(metric: string, value: number, tags: Readonly<Record<string, string>> = {}): void {
    this.all.push({ metric, value, tags: this.scenario === null ? tags : { ...tags, scenario: this.scenario } });
  },
};
