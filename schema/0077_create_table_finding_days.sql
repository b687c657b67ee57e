-- How many findings a rule had at its last evaluation of each day (UTC): the lines of the overview. `failure` says why the
-- rule could not be evaluated; its counts are then those that still stand.
create table finding_days (
  tenant_id uuid not null,
  day date not null,
  rule_id text not null,
  open integer not null,
  accepted integer not null,
  unconfirmed integer not null,
  evaluated_at timestamptz not null,
  took_ms integer not null,
  failure text,
  primary key (tenant_id, day, rule_id)
);

select protect_tenant_table('finding_days');
