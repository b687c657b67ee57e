import { accessSync, constants, statSync } from "node:fs";
import path from "node:path";

/** @returns the file that a shell would run, or null */
export function findProgram(name: string, searched: string | undefined): string | null {
  for (const folder of (searched ?? "").split(path.delimiter)) {
    const file = path.join(folder, name);
    if (folder !== "" && isProgram(file)) return file;
  }
  return null;
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
