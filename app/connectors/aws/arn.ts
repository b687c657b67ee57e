/** @returns the account of an ARN, or null: those that AWS owns have `aws` or nothing in its place. */
export function readAccountId(arn: string): string | null {
  const account = arn.split(":")[4];
  return account !== undefined && /^\d{12}$/.test(account) ? account : null;
}

/** @returns what stands after the last slash of an ARN: the name of an IAM entity without its path. */
export function readArnName(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}

/** @returns `ssoins-…` out of the ARN of an instance or of a permission set, or null. */
export function readInstanceId(arn: string): string | null {
  return /[/:](ssoins-[^/]+)/.exec(arn)?.[1] ?? null;
}

/** @returns `ps-…` out of a permission set's ARN; an ARN of another form gives its last part. */
export function readPermissionSetId(arn: string): string {
  return /\/(ps-[^/]+)/.exec(arn)?.[1] ?? readArnName(arn);
}
