// Globals of k6 that @types/k6 2.3.0 leaves out.
declare const console: { log(line: string): void };
