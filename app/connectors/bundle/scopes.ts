import { compareUtf8 } from "../../model/utf8-order.ts";

const SCOPE =
  /^(?:aws\/(?:organizations|sso-admin|identitystore|iam\/\d{12})|gcp|google-workspace|github\/[^/]+)(?=\/|$)/;

/** @returns the scope in whose folder a path inside a bundle lies (or which it is), or null when it is in none. */
export function scopeOfFolder(path: string): string | null {
  return SCOPE.exec(path)?.[0] ?? null;
}

/** @returns the scopes that a bundle with these folders contains, sorted; an empty folder counts. */
export function listScopes(directories: Iterable<string>): string[] {
  const scopes = new Set<string>();
  for (const directory of directories) {
    const scope = scopeOfFolder(directory);
    if (scope !== null) {
      scopes.add(scope);
    }
  }
  return [...scopes].sort(compareUtf8);
}
