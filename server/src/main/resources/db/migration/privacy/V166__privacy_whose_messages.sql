-- Whose a message is, is read from its patient fields, not from its bytes: a batch that was not whole is named like a message.
drop function openward.erase_messages(text[], bigint[], text[]);

create function openward.erase_messages(patients text[], messages bigint[], batches bigint[]) returns integer
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    erased integer;
begin
    perform openward.require_erasure(patients);
    update openward.feed_message
    set raw = ''::bytea, detail = null, forgotten_at = coalesce(forgotten_at, now())
    where tenant_id = current_setting('openward.tenant', true) and id = any (messages)
        and status not in ('received', 'held', 'dead');
    get diagnostics erased = row_count;
    -- A batch that was not whole holds whatever came, and nobody replays it.
    update openward.feed_batch set raw = ''::bytea
    where tenant_id = current_setting('openward.tenant', true) and raw is not null and id = any (batches);
    update openward.feed_reply set content = ''::bytea, sent_at = coalesce(sent_at, now())
    where tenant_id = current_setting('openward.tenant', true) and message_id = any (messages);
    update openward.feed_ruling set reason = 'Erased with the patient.'
    where tenant_id = current_setting('openward.tenant', true) and message_id = any (messages);
    return erased;
end
$$;

-- A message that is about another patient stays, although its record names this one too.
create or replace function openward.erase_outbound_messages(patients text[], records text[]) returns integer
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    erased integer;
begin
    perform openward.require_erasure(patients);
    update openward.outbound_message
    set raw = ''::bytea, acknowledgement = null, detail = null, forgotten_at = coalesce(forgotten_at, now()),
        status = case when status in ('waiting', 'dead') then 'dropped' else status end,
        finished_at = coalesce(finished_at, now())
    where tenant_id = current_setting('openward.tenant', true)
        and (patient_id = any (patients)
            or patient_id is null and resource_type || '/' || resource_id = any (records));
    get diagnostics erased = row_count;
    return erased;
end
$$;

-- The ids are those of records with their types, such as Encounter/12: another record may have the same id.
create or replace function openward.erase_sent_identities(patients text[], ids text[]) returns integer
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    erased integer;
begin
    perform openward.require_erasure(patients);
    delete from openward.sent_identity
    where tenant_id = current_setting('openward.tenant', true) and kind || '/' || resource_id = any (ids);
    get diagnostics erased = row_count;
    return erased;
end
$$;

revoke all on function openward.erase_messages(text[], bigint[], bigint[]) from public;
grant execute on function openward.erase_messages(text[], bigint[], bigint[]) to openward_app;
