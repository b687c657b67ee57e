/**
 * Server settings that keep every segment of the write-ahead log in a folder, also one that is not full after
 * `timeoutSeconds`: so much may be lost with the server. A segment has its name in the archive only when it is whole.
 */
export function archiveSettings(folder: string, timeoutSeconds: number): Record<string, string> {
  const kept = `"${folder}/%f"`;
  const unfinished = `"${folder}/%f.part"`;
  return {
    archive_mode: "on",
    archive_command: `test ! -f ${kept} && cp "%p" ${unfinished} && mv ${unfinished} ${kept}`,
    archive_timeout: `${timeoutSeconds}s`,
  };
}

/**
 * Server settings that recover from that folder.
 * @param until ISO 8601: what was committed later is left out; null for all that the archive has
 */
export function recoverySettings(folder: string, until: string | null): Record<string, string> {
  const restoring = { restore_command: `cp "${folder}/%f" "%p"`, recovery_target_action: "promote" };
  if (until === null) return restoring;
  // When settings are read PostgreSQL does not know the names of zones yet, nor that Z is one.
  return { ...restoring, recovery_target_time: until.replace(/Z$/, "+00") };
}
