-- A change of a record that some subscription of the tenant may speak of: written in the change's own transaction, taken away
-- by the one who numbered the events that it makes.
create table openward.resource_change (
    id            bigint generated always as identity primary key,
    tenant_id     text        not null,
    resource_type text        not null,
    resource_id   text        not null,
    version       bigint      not null,
    interaction   text        not null check (interaction in ('create', 'update', 'delete')),
    changed_at    timestamptz not null default clock_timestamp()
);
create index resource_change_in_order on openward.resource_change (tenant_id, id);

alter table openward.resource_change enable row level security;
alter table openward.resource_change force row level security;
create policy resource_change_of_tenant on openward.resource_change
    using (tenant_id = current_setting('openward.tenant', true));
grant select, insert, delete on openward.resource_change to openward_app;

-- Every Subscription that is stored: its terms as they were accepted, with the header values that the resource does not show,
-- how many events it has had and how many its receiver has acknowledged.
create table openward.subscription (
    tenant_id       text    not null,
    id              text    not null,
    resource_type   text    not null,
    channel         text    not null,
    status          text    not null check (status in ('requested', 'active', 'error', 'off')),
    terms           text    not null,
    events          bigint  not null default 0,
    delivered       bigint  not null default 0,
    attempts        integer not null default 0,
    failing_since   timestamptz,
    next_attempt_at timestamptz,
    known_at        timestamptz,
    heartbeat_at    timestamptz,
    ends_at         timestamptz,
    lease           text,
    leased_until    timestamptz,
    primary key (tenant_id, id),
    constraint subscription_acknowledges_what_it_had check (delivered between 0 and events)
);
create index subscription_listening on openward.subscription (tenant_id, resource_type)
    where status in ('requested', 'active');
create index subscription_with_news on openward.subscription (next_attempt_at)
    where status = 'active' and delivered < events;
create index subscription_requested on openward.subscription (known_at) where status = 'requested';
create index subscription_heartbeat on openward.subscription (heartbeat_at)
    where status = 'active' and heartbeat_at is not null;
create index subscription_end on openward.subscription (ends_at) where status = 'active' and ends_at is not null;

alter table openward.subscription enable row level security;
alter table openward.subscription force row level security;
create policy subscription_of_tenant on openward.subscription
    using (tenant_id = current_setting('openward.tenant', true));
grant select, insert, update, delete on openward.subscription to openward_app;

-- What a subscription was told or is to be told, numbered without gaps.
create table openward.subscription_event (
    tenant_id       text        not null,
    subscription_id text        not null,
    number          bigint      not null check (number > 0),
    resource_type   text        not null,
    resource_id     text        not null,
    version         bigint      not null,
    interaction     text        not null check (interaction in ('create', 'update', 'delete')),
    changed_at      timestamptz not null,
    primary key (tenant_id, subscription_id, number),
    foreign key (tenant_id, subscription_id) references openward.subscription (tenant_id, id) on delete cascade
);
create index subscription_event_age on openward.subscription_event (tenant_id, changed_at);

alter table openward.subscription_event enable row level security;
alter table openward.subscription_event force row level security;
create policy subscription_event_of_tenant on openward.subscription_event
    using (tenant_id = current_setting('openward.tenant', true));
grant select, insert, delete on openward.subscription_event to openward_app;

-- Grows with each change of the tenant's subscriptions, so that a server sees with one look whether it still knows them all.
create table openward.subscription_book (
    tenant_id  text   primary key,
    generation bigint not null
);
alter table openward.subscription_book enable row level security;
alter table openward.subscription_book force row level security;
create policy subscription_book_of_tenant on openward.subscription_book
    using (tenant_id = current_setting('openward.tenant', true));
grant select, insert, update on openward.subscription_book to openward_app;

-- Where there is work is asked before any tenant is known: only these functions look across tenants, and they tell no more
-- than tenants, types of records and ids of subscriptions.
create policy resource_change_lookup on openward.resource_change for select to current_user using (true);
create policy subscription_lookup on openward.subscription for select to current_user using (true);
create policy subscription_event_lookup on openward.subscription_event for select to current_user using (true);
create policy subscription_book_lookup on openward.subscription_book for select to current_user using (true);

create function openward.subscription_books() returns table (tenant text, generation bigint)
    language sql stable security definer
    set search_path = pg_catalog, pg_temp
as $$
    select b.tenant_id, b.generation from openward.subscription_book b
$$;

-- Walks from tenant to tenant along the index, however many changes of one of them wait.
create function openward.tenants_with_changes() returns table (tenant text)
    language sql stable security definer
    set search_path = pg_catalog, pg_temp
as $$
    with recursive waiting as (
        (select tenant_id from openward.resource_change order by tenant_id limit 1)
        union all
        select (select c.tenant_id from openward.resource_change c where c.tenant_id > w.tenant_id
                order by c.tenant_id limit 1)
        from waiting w where w.tenant_id is not null)
    select tenant_id from waiting where tenant_id is not null
$$;

create function openward.subscriptions_due(most integer) returns table (tenant text, id text, work text)
    language sql stable security definer
    set search_path = pg_catalog, pg_temp
as $$
    (select s.tenant_id, s.id, 'deliver' from openward.subscription s
     where s.status = 'active' and s.delivered < s.events and s.channel <> 'websocket'
       and (s.next_attempt_at is null or s.next_attempt_at <= clock_timestamp())
       and (s.leased_until is null or s.leased_until < clock_timestamp())
     order by s.next_attempt_at nulls first limit most)
    union all
    (select s.tenant_id, s.id, 'activate' from openward.subscription s
     where s.status = 'requested' and (s.known_at is null or s.known_at <= clock_timestamp())
       and (s.leased_until is null or s.leased_until < clock_timestamp())
     order by s.known_at nulls first limit most)
    union all
    (select s.tenant_id, s.id, 'heartbeat' from openward.subscription s
     where s.status = 'active' and s.heartbeat_at <= clock_timestamp() and s.channel <> 'websocket'
       and (s.leased_until is null or s.leased_until < clock_timestamp())
     order by s.heartbeat_at limit most)
    union all
    (select s.tenant_id, s.id, 'end' from openward.subscription s
     where s.status = 'active' and s.ends_at <= clock_timestamp() order by s.ends_at limit most)
$$;

create function openward.subscriptions_waiting()
    returns table (tenant text, channel text, waiting bigint, oldest timestamptz)
    language sql stable security definer
    set search_path = pg_catalog, pg_temp
as $$
    select s.tenant_id, s.channel, sum(s.events - s.delivered)::bigint, min(e.changed_at)
    from openward.subscription s
    left join openward.subscription_event e
        on e.tenant_id = s.tenant_id and e.subscription_id = s.id and e.number = s.delivered + 1
    where s.status = 'active' and s.delivered < s.events and s.channel <> 'websocket'
    group by s.tenant_id, s.channel
$$;

revoke all on function openward.subscription_books(), openward.tenants_with_changes(),
    openward.subscriptions_due(integer), openward.subscriptions_waiting() from public;
grant execute on function openward.subscription_books(), openward.tenants_with_changes(),
    openward.subscriptions_due(integer), openward.subscriptions_waiting() to openward_app;
