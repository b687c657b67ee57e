/**
 * Parts of statements over `access_holdings as holdings`: the rows of effective access, narrow enough to be counted by the
 * ten thousand. What an account is called is joined for what is shown
 * (docs/decisions/0037-narrow-rows-and-first-rows.md).
 */

/** The bound of a level, with `resources` joined; see ACCESS_FILTERS. */
export const HOLDING_LEVEL_LINES = `  [level] and holdings.privilege_rank >= least(
  [level]   :level::smallint, case when resources.type in ('aws_account', 'github_repository') then 3 else 4 end
  [level] )`;

/** Joins the resource, where a level is asked for. */
export const HOLDING_RESOURCE = "  [level] join resources on resources.id = holdings.resource_id";

/** The privilege of a rank. */
export function privilegeOf(rank: string): string {
  return `(array['none', 'read', 'write', 'admin', 'owner'])[${rank} + 1]`;
}

/**
 * A condition that joins `access_span_people as people` to an account: the living person whose account it is now, as in the
 * view effective_access. A service account is never a person's, whatever it is linked to.
 * @param account the column of the account
 */
export function ownerOf(account: string): string {
  return `people.account_id = ${account} and people.valid_until is null
    and ${account} not in (select others.id from accounts as others where others.type <> 'user')`;
}

/**
 * Joins the account as `accounts`, one by one: of what is shown there are a thousand at most, which the planner does not
 * know, and reading all accounts takes longer.
 * @param account the column of the account
 */
export function accountOf(account: string): string {
  return `cross join lateral (
  select accounts.id, accounts.label, accounts.provider, accounts.status from accounts
  where accounts.id = ${account}
  offset 0
) as accounts`;
}

/**
 * A condition that the account is a living user's. The few that are none are left out, instead of looking up the kind of
 * each.
 * @param account the column of the account
 */
export function isUser(account: string): string {
  return `${account} not in (
    select others.id from accounts as others where others.type <> 'user' or others.deleted_at is not null
  )`;
}

/**
 * The conditions of the slots system and status on an account that is not joined.
 * @param account the column of the account
 */
export function accountFilter(account: string): string {
  return `    [system] and ${account} in (
    [system]   select accounts.id from accounts where accounts.deleted_at is null
    [system]     and (accounts.provider = :system::text or accounts.provider like :system::text || '\\_%')
    [system] )
    [status] and ${account} in (
    [status]   select accounts.id from accounts where accounts.status = :status::text and accounts.deleted_at is null
    [status] )`;
}
