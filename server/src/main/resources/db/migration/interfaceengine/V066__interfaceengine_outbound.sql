-- The Endpoints to which HL7 v2 messages are sent: their terms as they were accepted, and which server process is at work on
-- each. Written with the Endpoint in one transaction.
create table openward.outbound_destination (
    tenant_id       text        not null,
    id              text        not null,
    status          text        not null check (status in ('active', 'suspended', 'off')),
    resource_types  text[]      not null,
    terms           text        not null,
    device_id       text,
    attempts        integer     not null default 0,
    failing_since   timestamptz,
    next_attempt_at timestamptz,
    failure         text,
    lease           text,
    leased_until    timestamptz,
    primary key (tenant_id, id)
);
create index outbound_destination_of_device on openward.outbound_destination (tenant_id, device_id)
    where device_id is not null;

alter table openward.outbound_destination enable row level security;
alter table openward.outbound_destination force row level security;
create policy outbound_destination_of_tenant on openward.outbound_destination
    using (tenant_id = current_setting('openward.tenant', true));
grant select, insert, update, delete on openward.outbound_destination to openward_app;

-- A change of a record that some destination of the tenant may be told of: written in the change's own transaction, taken away
-- by the one who wrote the messages that it makes.
create table openward.outbound_change (
    id            bigint generated always as identity primary key,
    tenant_id     text        not null,
    resource_type text        not null,
    resource_id   text        not null,
    version       bigint      not null,
    interaction   text        not null check (interaction in ('create', 'update', 'delete')),
    changed_at    timestamptz not null default clock_timestamp()
);
create index outbound_change_in_order on openward.outbound_change (tenant_id, id);

alter table openward.outbound_change enable row level security;
alter table openward.outbound_change force row level security;
create policy outbound_change_of_tenant on openward.outbound_change
    using (tenant_id = current_setting('openward.tenant', true));
grant select, insert, delete on openward.outbound_change to openward_app;

-- Every message that was written for a destination, in the order in which it is sent. The application can never change its
-- bytes, only say how far it came; without bytes it could not be written, and says why.
create table openward.outbound_message (
    id               bigint generated always as identity primary key,
    tenant_id        text        not null,
    destination_id   text        not null,
    resource_type    text        not null,
    resource_id      text        not null,
    resource_version bigint      not null,
    patient_id       text,
    message_type     text        not null,
    control_id       text        not null,
    raw              bytea,
    status           text        not null check (status in ('waiting', 'sent', 'dead', 'dropped')),
    created_at       timestamptz not null default clock_timestamp(),
    finished_at      timestamptz,
    attempts         integer     not null default 0,
    acknowledgement  bytea,
    detail           text,
    task_id          text,
    constraint outbound_message_has_bytes check (raw is not null or status = 'dead'),
    constraint outbound_message_control_id unique (tenant_id, control_id)
);
create index outbound_message_waiting on openward.outbound_message (tenant_id, destination_id, id) where status = 'waiting';
create index outbound_message_of_record on openward.outbound_message (tenant_id, resource_type, resource_id);
create index outbound_message_of_task on openward.outbound_message (tenant_id, task_id) where task_id is not null;

alter table openward.outbound_message enable row level security;
alter table openward.outbound_message force row level security;
create policy outbound_message_of_tenant on openward.outbound_message
    using (tenant_id = current_setting('openward.tenant', true));
grant select, insert on openward.outbound_message to openward_app;
grant update (status, finished_at, attempts, acknowledgement, detail, task_id) on openward.outbound_message to openward_app;

-- Where there is work is asked before any tenant is known: only these functions look across tenants, and they tell no more
-- than tenants, types of records and ids of Endpoints.
create policy outbound_destination_lookup on openward.outbound_destination for select to current_user using (true);
create policy outbound_change_lookup on openward.outbound_change for select to current_user using (true);
create policy outbound_message_lookup on openward.outbound_message for select to current_user using (true);

create function openward.outbound_interests() returns table (tenant text, resource_type text)
    language sql stable security definer
    set search_path = pg_catalog, pg_temp
as $$
    select distinct d.tenant_id, t.name
    from openward.outbound_destination d, unnest(d.resource_types) as t (name)
    where d.status in ('active', 'suspended')
$$;

-- Walks from tenant to tenant along the index, however many changes of one of them wait.
create function openward.tenants_with_outbound_changes() returns table (tenant text)
    language sql stable security definer
    set search_path = pg_catalog, pg_temp
as $$
    with recursive waiting as (
        (select tenant_id from openward.outbound_change order by tenant_id limit 1)
        union all
        select (select c.tenant_id from openward.outbound_change c where c.tenant_id > w.tenant_id
                order by c.tenant_id limit 1)
        from waiting w where w.tenant_id is not null)
    select tenant_id from waiting where tenant_id is not null
$$;

create function openward.outbound_due(most integer) returns table (tenant text, id text)
    language sql stable security definer
    set search_path = pg_catalog, pg_temp
as $$
    select d.tenant_id, d.id from openward.outbound_destination d
    where d.status = 'active'
      and (d.next_attempt_at is null or d.next_attempt_at <= clock_timestamp())
      and (d.leased_until is null or d.leased_until < clock_timestamp())
      and exists (select from openward.outbound_message m
                  where m.tenant_id = d.tenant_id and m.destination_id = d.id and m.status = 'waiting')
    order by d.next_attempt_at nulls first limit most
$$;

create function openward.outbound_waiting()
    returns table (tenant text, id text, waiting bigint, oldest timestamptz, failing_since timestamptz)
    language sql stable security definer
    set search_path = pg_catalog, pg_temp
as $$
    select d.tenant_id, d.id, w.waiting, w.oldest, d.failing_since
    from openward.outbound_destination d
    cross join lateral (
        select count(*) as waiting, min(m.created_at) as oldest from openward.outbound_message m
        where m.tenant_id = d.tenant_id and m.destination_id = d.id and m.status = 'waiting') w
    where d.status in ('active', 'suspended')
$$;

revoke all on function openward.outbound_interests(), openward.tenants_with_outbound_changes(),
    openward.outbound_due(integer), openward.outbound_waiting() from public;
grant execute on function openward.outbound_interests(), openward.tenants_with_outbound_changes(),
    openward.outbound_due(integer), openward.outbound_waiting() to openward_app;
