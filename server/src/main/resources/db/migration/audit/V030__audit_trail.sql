-- Who saw or changed what, when, from where. The application role may add rows and read them; nobody it can become may
-- change or remove one. What it may not choose itself are the position of a row (sequence, transaction_id): the insert
-- privilege leaves these columns out, so that a row cannot be slipped into a block that is sealed already.

create sequence openward.audit_sequence;

create table openward.audit_event (
    tenant_id      text        not null,
    id             uuid        not null,
    sequence       bigint      not null default nextval('openward.audit_sequence'),
    transaction_id xid8        not null default pg_current_xact_id(),
    recorded       timestamptz not null,
    activity       text        not null,
    action         text        not null check (action in ('C', 'R', 'U', 'D', 'E')),
    interaction    text        not null,
    outcome        text        not null check (outcome in ('0', '4', '8', '12')),
    detail         text,
    agent          text        not null,
    agent_kind     text        not null,
    address        text        not null,
    request_id     text        not null,
    entity_type    text,
    entity_id      text,
    entity_version text,
    patient_id     text,
    request        text,
    primary key (id, recorded)
) partition by range (recorded);

create index audit_event_newest on openward.audit_event (tenant_id, recorded desc, id desc);
create index audit_event_patient on openward.audit_event (tenant_id, patient_id, recorded desc)
    where patient_id is not null;
create index audit_event_agent on openward.audit_event (tenant_id, agent, recorded desc);
create index audit_event_entity on openward.audit_event (tenant_id, entity_type, entity_id, recorded desc)
    where entity_id is not null;
create index audit_event_sealing on openward.audit_event (tenant_id, transaction_id, sequence);

alter table openward.audit_event enable row level security;
alter table openward.audit_event force row level security;
create policy tenant_rows on openward.audit_event
    using (tenant_id = current_setting('openward.tenant', true));

create table openward.audit_block (
    tenant_id        text        not null,
    number           bigint      not null check (number > 0),
    from_transaction xid8        not null,
    to_transaction   xid8        not null,
    first_sequence   bigint      not null,
    last_sequence    bigint      not null,
    row_count        integer     not null check (row_count > 0),
    leaves           bytea       not null,
    previous_hash    bytea       not null,
    hash             bytea       not null,
    sealed_at        timestamptz not null,
    primary key (tenant_id, number),
    check (from_transaction < to_transaction)
);

alter table openward.audit_block enable row level security;
alter table openward.audit_block force row level security;
create policy tenant_rows on openward.audit_block
    using (tenant_id = current_setting('openward.tenant', true));

-- The application role owns nothing, so months are made ahead by this function of the owner. A month whose rows already
-- lie in the default partition stays there: nothing is lost, and that partition is searched like any other.
create function openward.audit_prepare_months(ahead integer) returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, pg_temp
    set lock_timeout = '5s'
as $$
declare
    first_day timestamp;
    month_name text;
begin
    perform pg_advisory_xact_lock(hashtextextended('openward.audit.months', 0));
    for month in 0 .. least(ahead, 24) loop
        first_day := date_trunc('month', now() at time zone 'UTC') + make_interval(months => month);
        month_name := 'audit_event_' || to_char(first_day, 'YYYY_MM');
        continue when to_regclass('openward.' || month_name) is not null;
        begin
            execute format(
                'create table openward.%I (like openward.audit_event including defaults including constraints)', month_name);
            execute format('revoke all on openward.%I from openward_app', month_name);
            execute format('alter table openward.%I enable row level security', month_name);
            execute format('alter table openward.%I force row level security', month_name);
            execute format(
                'alter table openward.audit_event attach partition openward.%I for values from (%L) to (%L)',
                month_name, first_day at time zone 'UTC', (first_day + interval '1 month') at time zone 'UTC');
        exception when check_violation then
            raise warning 'Audit rows of % are already in the default partition and stay there.', month_name;
        end;
    end loop;
end
$$;

revoke all on function openward.audit_prepare_months(integer) from public;

create table openward.audit_event_other partition of openward.audit_event default;
alter table openward.audit_event_other enable row level security;
alter table openward.audit_event_other force row level security;

select openward.audit_prepare_months(3);

-- A default privilege of the schema may be wider than an audit trail allows.
revoke all on openward.audit_event, openward.audit_event_other, openward.audit_block from openward_app;
revoke all on sequence openward.audit_sequence from openward_app;

grant select on openward.audit_event, openward.audit_block to openward_app;
grant insert (tenant_id, id, recorded, activity, action, interaction, outcome, detail, agent, agent_kind, address,
    request_id, entity_type, entity_id, entity_version, patient_id, request) on openward.audit_event to openward_app;
grant insert on openward.audit_block to openward_app;
grant usage on sequence openward.audit_sequence to openward_app;
grant execute on function openward.audit_prepare_months(integer) to openward_app;
