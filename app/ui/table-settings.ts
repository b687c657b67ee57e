/** How one person likes tables. `dense` holds for all; columns are named by their labels, widths are pixels. */
export type TableSettings = { dense: boolean; tables: Record<string, TableChoice> };
export type TableChoice = { hidden: string[]; widths: Record<string, number> };

export const NO_SETTINGS: TableSettings = { dense: false, tables: {} };
export const NO_CHOICE: TableChoice = { hidden: [], widths: {} };

const COOKIE = "alxderia_tables";
const ONE_YEAR = 31_536_000;
/** Browsers keep 4,096 bytes of a cookie. */
const MOST_BYTES = 3_800;
export const MIN_WIDTH = 64;
export const MAX_WIDTH = 800;

/**
 * What was remembered, so that the server draws the table as it will stay.
 * @param header the request's Cookie header @param user whose it must be: browsers are shared
 */
export function tableSettingsOfCookies(header: string | null, user: string): TableSettings {
  for (const part of (header ?? "").split(";")) {
    const [name, value] = part.split("=");
    if (name?.trim() === COOKIE) return parseSettings(value?.trim() ?? "", user);
  }
  return NO_SETTINGS;
}

/** @returns what `document.cookie` is set to; the tables chosen for last are kept when there are too many */
export function tableSettingsCookie(settings: TableSettings, user: string): string {
  const kept = Object.entries(settings.tables);
  const write = () =>
    encodeURIComponent(JSON.stringify({ user, dense: settings.dense, tables: Object.fromEntries(kept) }));
  while (kept.length > 0 && write().length > MOST_BYTES) kept.shift();
  return `${COOKIE}=${write()}; Path=/; Max-Age=${ONE_YEAR}; SameSite=Lax`;
}

/** The same with other choices for one table, which is then the last one. */
export function withChoice(settings: TableSettings, id: string, choice: TableChoice): TableSettings {
  const { [id]: _before, ...others } = settings.tables;
  return { ...settings, tables: { ...others, [id]: choice } };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Anybody may write a cookie, so nothing of it is trusted. */
function parseSettings(text: string, user: string): TableSettings {
  let value: unknown;
  try {
    value = JSON.parse(decodeURIComponent(text));
  } catch {
    return NO_SETTINGS;
  }
  if (!isRecord(value) || value.user !== user || !isRecord(value.tables)) return NO_SETTINGS;
  const tables = Object.entries(value.tables).map(([id, choice]) => [id, parseChoice(choice)] as const);
  return { dense: value.dense === true, tables: Object.fromEntries(tables) };
}

function parseChoice(value: unknown): TableChoice {
  if (!isRecord(value)) return NO_CHOICE;
  const hidden = Array.isArray(value.hidden) ? value.hidden.filter((label) => typeof label === "string") : [];
  const widths = isRecord(value.widths) ? Object.entries(value.widths) : [];
  return {
    hidden,
    widths: Object.fromEntries(
      widths.flatMap(([label, width]) => (typeof width === "number" ? [[label, clampWidth(width)]] : [])),
    ),
  };
}

/** @returns the width within what a column may have */
export function clampWidth(width: number): number {
  return Math.round(Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, width)));
}
