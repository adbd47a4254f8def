-- Whose records must be kept whatever the patient wishes: the Flags that say so.
create table openward.legal_hold (
    tenant_id  text not null,
    flag_id    text not null,
    patient_id text not null,
    primary key (tenant_id, flag_id)
);
create index legal_hold_of_patient on openward.legal_hold (tenant_id, patient_id);

alter table openward.legal_hold enable row level security;
alter table openward.legal_hold force row level security;
create policy legal_hold_of_tenant on openward.legal_hold
    using (tenant_id = current_setting('openward.tenant', true));
grant select, insert, update, delete on openward.legal_hold to openward_app;

-- Who was erased, and by which approval: the proof that it was done, and what has to be done again after a backup was restored. A row
-- exists only for a proposal that was carried out, so nobody erases alone.
create table openward.erasure (
    tenant_id   text        not null,
    task_id     text        not null,
    patient_id  text        not null,
    legal_basis text        not null check (legal_basis <> ''),
    erased_at   timestamptz not null,
    primary key (tenant_id, task_id, patient_id),
    constraint erased_once unique (tenant_id, patient_id),
    constraint erasure_was_approved foreign key (tenant_id, task_id) references openward.approval (tenant_id, task_id)
);

create function openward.erasure_was_carried_out() returns trigger
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
begin
    if not exists (
        select from openward.approval a
        where a.tenant_id = new.tenant_id and a.task_id = new.task_id
            and a.change = 'patient-erasure' and a.status = 'carried-out')
    then
        raise exception 'Nobody approved the erasure of task %.', new.task_id using errcode = 'check_violation';
    end if;
    return new;
end
$$;
create trigger erasure_was_carried_out before insert on openward.erasure
    for each row execute function openward.erasure_was_carried_out();

alter table openward.erasure enable row level security;
alter table openward.erasure force row level security;
create policy erasure_of_tenant on openward.erasure
    using (tenant_id = current_setting('openward.tenant', true));
revoke all on openward.erasure from openward_app;
grant select, insert on openward.erasure to openward_app;

-- What the application cannot change otherwise, and only of patients whose erasure was approved.
create function openward.require_erasure(patients text[]) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
begin
    if patients is null or patients = '{}' or exists (
        select unnest(patients)
        except
        select patient_id from openward.erasure where tenant_id = current_setting('openward.tenant', true))
    then
        raise exception 'Nobody approved the erasure of these patients.' using errcode = 'check_violation';
    end if;
end
$$;

create function openward.erase_messages(patients text[], messages bigint[], numbers text[]) returns integer
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
    where tenant_id = current_setting('openward.tenant', true) and raw is not null
        and exists (select from unnest(numbers) as number where position(convert_to(number, 'UTF8') in raw) > 0);
    update openward.feed_reply set content = ''::bytea, sent_at = coalesce(sent_at, now())
    where tenant_id = current_setting('openward.tenant', true) and message_id = any (messages);
    update openward.feed_ruling set reason = 'Erased with the patient.'
    where tenant_id = current_setting('openward.tenant', true) and message_id = any (messages);
    return erased;
end
$$;

create function openward.erase_outbound_messages(patients text[], records text[]) returns integer
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
        and (patient_id = any (patients) or resource_type || '/' || resource_id = any (records));
    get diagnostics erased = row_count;
    return erased;
end
$$;

create function openward.erase_sent_identities(patients text[], ids text[]) returns integer
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    erased integer;
begin
    perform openward.require_erasure(patients);
    delete from openward.sent_identity
    where tenant_id = current_setting('openward.tenant', true) and resource_id = any (ids);
    get diagnostics erased = row_count;
    return erased;
end
$$;

create function openward.erase_emergency_reasons(patients text[]) returns integer
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    erased integer;
begin
    perform openward.require_erasure(patients);
    update openward.broken_glass set reason = 'Erased with the patient.'
    where tenant_id = current_setting('openward.tenant', true) and patient_id = any (patients);
    get diagnostics erased = row_count;
    return erased;
end
$$;

-- An account that is the patient's alone goes with all that hangs on it, whichever tables refer to accounts; that of somebody who works
-- here as well only forgets that he is this patient.
create function openward.erase_accounts(patients text[]) returns integer
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    tenant text := current_setting('openward.tenant', true);
    account text;
    referring record;
    erased integer := 0;
begin
    perform openward.require_erasure(patients);
    for account in
        select user_name from identity.person
        where patient = any (patients) and tenants = tenant and (record is null or record like 'Patient/%')
            and (fhir_user is null or fhir_user ~ '(^|/)Patient/[^/]+$')
    loop
        delete from identity.oauth2_authorization where principal_name = account;
        for referring in
            select c.conrelid::regclass as name, a.attname as named
            from pg_catalog.pg_constraint c
            join pg_catalog.pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
            where c.contype = 'f' and c.confrelid = 'identity.person'::regclass and cardinality(c.conkey) = 1
        loop
            execute format('delete from %s where %I = $1', referring.name, referring.named) using account;
        end loop;
        delete from identity.second_factor where user_name = account;
        delete from identity.person where user_name = account;
        erased := erased + 1;
    end loop;
    update identity.person set patient = null where patient = any (patients) and tenants = tenant;
    delete from identity.launch_context c where c.tenant = current_setting('openward.tenant', true) and c.patient = any (patients);
    return erased;
end
$$;

revoke all on function openward.require_erasure(text[]), openward.erase_messages(text[], bigint[], text[]),
    openward.erase_outbound_messages(text[], text[]), openward.erase_sent_identities(text[], text[]),
    openward.erase_emergency_reasons(text[]), openward.erase_accounts(text[]) from public;
grant execute on function openward.erase_messages(text[], bigint[], text[]), openward.erase_outbound_messages(text[], text[]),
    openward.erase_sent_identities(text[], text[]), openward.erase_emergency_reasons(text[]),
    openward.erase_accounts(text[]) to openward_app;
