/** What a walk collects while it goes. */
export type Findings = { tables: Set<string>; functions: Set<string>; references: number };

export const createFindings = (): Findings => ({ tables: new Set(), functions: new Set(), references: 0 });
