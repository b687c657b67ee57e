/** The last verification of an organisation's history and audit log, for whoever reads the log. */
export type LastVerification = {
  endedAt: string;
  /** Names of the log, the kind of damage and the first row or seal of it; empty when all is as it was written. */
  damage: readonly { log: string; kind: string; where: string }[];
};
