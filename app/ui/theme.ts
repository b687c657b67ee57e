export const THEMES = ["light", "dark", "system"] as const;
export type Theme = (typeof THEMES)[number];

const COOKIE = "alxderia_theme";
const ONE_YEAR = 31_536_000;

/** @returns the theme that the text names, else null. */
function parseTheme(value: unknown): Theme | null {
  return THEMES.find((theme) => theme === value) ?? null;
}

/** @returns the theme remembered in a request's Cookie header; `system` when there is none. */
export function themeOfCookies(header: string | null): Theme {
  for (const part of (header ?? "").split(";")) {
    const [name, value] = part.split("=");
    if (name?.trim() === COOKIE) return parseTheme(value?.trim()) ?? "system";
  }
  return "system";
}

/** @returns the Set-Cookie value that remembers the theme for a year. @param secure whether browsers come encrypted */
export function themeCookie(theme: Theme, secure: boolean): string {
  return `${COOKIE}=${theme}; Path=/; Max-Age=${ONE_YEAR}; SameSite=Lax; HttpOnly${secure ? "; Secure" : ""}`;
}
