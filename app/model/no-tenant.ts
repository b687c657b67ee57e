/** The tenant of nobody: before the first ingest, reading as it finds nothing and makes nothing. */
export const NO_TENANT = "00000000-0000-0000-0000-000000000000";
