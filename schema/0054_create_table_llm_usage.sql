-- What language models cost each tenant, by day (UTC), in tokens as the providers count them.
create table llm_usage (
  tenant_id uuid not null,
  day date not null,
  requests integer not null,
  input_tokens bigint not null,
  output_tokens bigint not null,
  primary key (tenant_id, day)
);

select protect_tenant_table('llm_usage');
