-- The same message twice is one message, unless it was refused: then it is judged anew when it comes again, since what stood in its
-- way may be gone. What was refused is kept as evidence once for each reason.
alter table openward.feed_message drop constraint feed_message_once;
create unique index feed_message_once on openward.feed_message
    (tenant_id, device_id, sending_application, sending_facility, sent_at, control_id, sha256) nulls not distinct
    where status <> 'refused';
create unique index feed_message_refused_once on openward.feed_message
    (tenant_id, device_id, sending_application, sending_facility, sent_at, control_id, sha256, reason) nulls not distinct
    where status = 'refused';

-- When the bytes of a message to another system, and of its answer, were forgotten. Its row stays and says that it was sent.
alter table openward.outbound_message add column forgotten_at timestamptz;

-- The one way in which they ever go: those of the acting tenant's messages that were taken or never will be sent, a day old at
-- least. What waits and what a receiver refused keeps its bytes for ever.
create function openward.forget_outbound_messages(older_than interval, most integer) returns integer
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
    update openward.outbound_message message
    set raw = ''::bytea, acknowledgement = null, forgotten_at = now()
    where message.id in (
        select finished.id from openward.outbound_message finished
        where finished.tenant_id = current_setting('openward.tenant', true)
          and finished.status in ('sent', 'dropped')
          and finished.forgotten_at is null
          and finished.created_at < now() - older_than
          and finished.finished_at < now() - older_than
        order by finished.id
        limit least(most, 10000)
        for update skip locked);
    get diagnostics forgotten = row_count;
    return forgotten;
end
$$;
revoke all on function openward.forget_outbound_messages(interval, integer) from public;
grant execute on function openward.forget_outbound_messages(interval, integer) to openward_app;
create index outbound_message_kept on openward.outbound_message (tenant_id, id)
    where forgotten_at is null and status in ('sent', 'dropped');

-- A message without bytes is never in line.
alter table openward.outbound_message add constraint outbound_message_is_not_forgotten
    check (forgotten_at is null or status in ('sent', 'dropped'));

-- Messages are written in the order of time, so that a few block ranges tell where those of a period lie.
create index outbound_message_period on openward.outbound_message using brin (created_at) with (autosummarize = on);
