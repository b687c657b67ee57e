/** A quoted local part may hold blanks; the domain needs a dot, so that `ada@CORP` (a directory login) is no address. */
const EMAIL_SHAPE = /^(?:"[^"]+"|[^\s@]+)@[^\s@]+\.[^\s@]+$/u;

/**
 * The form in which e-mails are compared: trimmed, lower case.
 * @returns null when the text is no e-mail address, or no text at all.
 */
export function normaliseEmail(text: string | null | undefined): string | null {
  const email = text?.trim().toLowerCase();
  return email !== undefined && EMAIL_SHAPE.test(email) ? email : null;
}

/** @returns whether the address is a Google service account or service agent, never a person; docs/effective-access.md. */
export function isServiceAccountEmail(email: string): boolean {
  return email.trim().toLowerCase().endsWith("gserviceaccount.com");
}

/**
 * GitHub hides addresses behind `ID+login@users.noreply.github.com` (older: `login@…`); Enterprise Server uses
 * `users.noreply.<host>`; commits made on the web carry `noreply@github.com`.
 * @returns whether the address is such a one and so says nothing about the person.
 */
export function isNoreplyEmail(email: string): boolean {
  const address = email.trim().toLowerCase();
  const domain = address.slice(address.lastIndexOf("@") + 1);
  return domain.startsWith("users.noreply.") || address === "noreply@github.com";
}
