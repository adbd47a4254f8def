-- Rows like those of the audit trail: once as the trail has them, once with neither key nor index. Beside the schema of the benchmark, since
-- no workload needs them. Row level security is passed by where a superuser asks.
create schema if not exists bench_limit;
drop table if exists bench_limit.trail, bench_limit.trail_bare;
create sequence if not exists bench_limit.trail_sequence;

create table bench_limit.trail (
  tenant_id text not null, id uuid not null, sequence bigint not null default nextval('bench_limit.trail_sequence'),
  transaction_id xid8 not null default pg_current_xact_id(), recorded timestamptz not null, activity text not null,
  action text not null check (action in ('C', 'R', 'U', 'D', 'E')), interaction text not null,
  outcome text not null check (outcome in ('0', '4', '8', '12')), detail text, agent text not null, agent_kind text not null,
  address text not null, request_id text not null, entity_type text, entity_id text, entity_version text, patient_id text,
  request text, purpose text, server_id uuid
) partition by range (recorded);
create table bench_limit.trail_bare (like bench_limit.trail including all) partition by range (recorded);

alter table bench_limit.trail add primary key (id, recorded);
create index on bench_limit.trail (tenant_id, recorded desc, id desc);
create index on bench_limit.trail (tenant_id, patient_id, recorded desc) where patient_id is not null;
create index on bench_limit.trail (tenant_id, agent, recorded desc);
create index on bench_limit.trail (tenant_id, entity_type, entity_id, recorded desc) where entity_id is not null;
create index on bench_limit.trail (tenant_id, transaction_id, sequence);
create index on bench_limit.trail (tenant_id, recorded desc, id desc) where purpose = 'BTG';

select format('create table bench_limit.%s_%s partition of bench_limit.%s for values from (%L) to (%L)',
  one, month, one, date_trunc('month', now()) + make_interval(months => month), date_trunc('month', now()) + make_interval(months => month + 1))
from unnest(array['trail', 'trail_bare']) one, generate_series(0, 3) month \gexec
select format('create table bench_limit.%s_other partition of bench_limit.%s default', one, one),
  format('alter table bench_limit.%s enable row level security', one),
  format('alter table bench_limit.%s force row level security', one),
  format('create policy tenant_rows on bench_limit.%s using (tenant_id = current_setting(''openward.tenant'', true))', one)
from unnest(array['trail', 'trail_bare']) one \gexec

set openward.tenant = 'default';
insert into bench_limit.trail (tenant_id, id, recorded, activity, action, interaction, outcome, agent, agent_kind, address, request_id,
  entity_type, entity_id, entity_version, patient_id, purpose, server_id)
select 'default', (lpad(to_hex((extract(epoch from happened) * 1000)::bigint), 12, '0') || '7000a000' || lpad(to_hex(n), 12, '0'))::uuid,
  happened, 'REST', 'R', 'read', '0', 'practitioner-' || n % 300, 'PERSON', '10.0.0.' || n % 200, md5(n::text), 'Observation',
  n::bigint * 7919 % 50000, '1', n::bigint * 7919 % 2000, 'TREAT', '00000000-0000-4000-8000-000000000001'
from (select n, date_trunc('milliseconds', now()) - make_interval(secs => (300000 - n) * 3) as happened from generate_series(1, 300000) n) row;
analyze bench_limit.trail;
