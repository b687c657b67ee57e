const EMAIL = /^[^\s@]+@[^\s@]+$/;
const GITHUB_NOREPLY = /@users\.noreply\.github\.com$|^noreply@github\.com$/;

/** Whether an address is one that GitHub makes up to hide the real one; it never matches anybody by e-mail. */
export function isNoreplyEmail(address: string): boolean {
  return GITHUB_NOREPLY.test(address.trim().toLowerCase());
}

/** @returns the address as it is compared (lower case, trimmed), or null when it is no e-mail or a noreply address. */
export function usableEmail(address: string | null | undefined): string | null {
  const email = address?.trim().toLowerCase() ?? "";
  return EMAIL.test(email) && !isNoreplyEmail(email) ? email : null;
}
