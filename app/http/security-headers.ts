/** One year; the smallest that lists of hosts known to be encrypted accept. */
const HSTS_SECONDS = 31_536_000;

/** What every answer says. @param publicUrl origin under which browsers know us, null when only this machine does */
export function commonHeaders(publicUrl: string | null): Record<string, string> {
  return {
    "x-content-type-options": "nosniff",
    // Addresses of our pages say who looks at whom.
    "referrer-policy": "same-origin",
    ...(publicUrl?.startsWith("https:") ? { "strict-transport-security": `max-age=${HSTS_SECONDS}` } : {}),
  };
}

/** What an answer says that is no page: it runs nothing, shows nothing, and stands in no frame. */
export const NO_PAGE_POLICY = "default-src 'none'; frame-ancestors 'none'";

/**
 * What a page may load and run: our own files, and the scripts and styles that were rendered with this nonce.
 * Attributes `style` carry no script, and React Aria hides things with them.
 * @param signOutOrigins where a sign-out leads: browsers follow a form's redirect only to places that are named
 */
export function pagePolicy(nonce: string, signOutOrigins: readonly string[]): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "font-src 'self'",
    "manifest-src 'self'",
    `form-action ${["'self'", ...signOutOrigins].join(" ")}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}
