/** Facts of the fictitious company that do not depend on the seed. */
export const DOMAIN = "northwind.example";
export const ALIAS_DOMAIN = "northwind-group.example";
export const CUSTOMER_ID = "C02n0rthw";
export const GCP_ORGANISATION = "481516234299";
export const IDENTITY_STORE_ID = "d-906764c0de";
export const SSO_INSTANCE_ID = "ssoins-7223b1d5a9c4e608";
export const AWS_ORGANISATION_ID = "o-nw7k2q9x4p";
export const AWS_ROOT_ID = "r-nw01";
export const GITHUB_ORG = "northwind";
export const GITHUB_ORG_ID = 40_512_377;

/** The moment the demo was "collected". Fixed, so that the same seed always gives the same bytes. */
export const COLLECTED_AT = Date.UTC(2026, 10, 20, 6);

const DAY = 86_400_000;

/** @returns the ISO time so many days (a fraction is allowed) before the collection. */
export function timeBefore(days: number): string {
  return new Date(COLLECTED_AT - Math.round((days * DAY) / 1000) * 1000).toISOString();
}

/** @returns the same, as AWS tools print it: no milliseconds and an offset. */
export function awsTimeBefore(days: number): string {
  return timeBefore(days).replace(".000Z", "+00:00");
}

/** @returns the same, as GitHub prints it: no milliseconds. */
export function githubTimeBefore(days: number): string {
  return timeBefore(days).replace(".000Z", "Z");
}
