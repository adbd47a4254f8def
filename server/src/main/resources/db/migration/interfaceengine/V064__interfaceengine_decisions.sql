-- A message may be finished by a person's decision that it is never filed.
alter table openward.feed_message drop constraint feed_message_status_check;
alter table openward.feed_message add constraint feed_message_status_check
    check (status in ('received', 'processed', 'held', 'dead', 'refused', 'discarded'));
create index feed_message_task on openward.feed_message (tenant_id, task_id) where task_id is not null;

-- Messages arrive in the order of time, so that a few block ranges tell where those of a period lie.
create index feed_message_period on openward.feed_message using brin (received_at) with (autosummarize = on);

-- Who decided what about which message, and why. One decision finishes a message.
create table openward.feed_ruling (
    id         bigint generated always as identity primary key,
    tenant_id  text        not null,
    message_id bigint      not null references openward.feed_message (id),
    kind       text        not null check (kind in ('release', 'reroute', 'discard')),
    outcome    text        not null check (outcome in ('processed', 'discarded', 'held')),
    decided_by text        not null,
    decided_at timestamptz not null,
    reason     text        not null check (reason <> ''),
    patient_id text,
    order_id   text
);
create unique index feed_ruling_final on openward.feed_ruling (message_id) where outcome <> 'held';

alter table openward.feed_ruling enable row level security;
alter table openward.feed_ruling force row level security;
create policy feed_ruling_of_tenant on openward.feed_ruling
    using (tenant_id = current_setting('openward.tenant', true));
grant select, insert on openward.feed_ruling to openward_app;

-- When the bytes of a finished message were forgotten. Its row stays, so that the same message again is still known and gets
-- the same answer; patient data stands in the bytes only.
alter table openward.feed_message add column forgotten_at timestamptz;

-- The one way in which bytes ever go: those of the acting tenant's messages that are filed or discarded, a day old at least.
-- What waits for its turn or for a person, what was given up and what was refused keeps its bytes for ever.
create function openward.forget_messages(older_than interval, most integer) returns integer
    language plpgsql
    security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    forgotten integer;
begin
    if older_than is null or older_than < interval '1 day' then
        raise exception 'Messages are kept for a day at least.';
    end if;
    update openward.feed_message message
    set raw = ''::bytea, forgotten_at = now()
    where message.id in (
        select finished.id from openward.feed_message finished
        where finished.tenant_id = current_setting('openward.tenant', true)
          and finished.status in ('processed', 'discarded')
          and finished.forgotten_at is null
          and finished.received_at < now() - older_than
          and finished.finished_at < now() - older_than
        order by finished.id
        limit least(most, 10000)
        for update skip locked);
    get diagnostics forgotten = row_count;
    return forgotten;
end
$$;
revoke all on function openward.forget_messages(interval, integer) from public;
grant execute on function openward.forget_messages(interval, integer) to openward_app;
create index feed_message_kept on openward.feed_message (tenant_id, id)
    where forgotten_at is null and status in ('processed', 'discarded');
