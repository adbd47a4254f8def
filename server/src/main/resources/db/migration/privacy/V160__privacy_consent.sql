-- The Consents that keep something from somebody, by the patient whose they are, and a page number for each tenant that has any: it
-- grows with every change, so that servers know without looking whether anything changed.
create table openward.consent_book (
    tenant     text   primary key,
    generation bigint not null
);
comment on table openward.consent_book is
    'It names no patient and is read before anybody acts, hence no row level security.';
grant select, insert, update on openward.consent_book to openward_app;

create table openward.consent_directive (
    tenant_id  text not null,
    consent_id text not null,
    patient_id text not null,
    content    text not null,
    primary key (tenant_id, consent_id)
);
create index consent_directive_patient on openward.consent_directive (tenant_id, patient_id);

alter table openward.consent_directive enable row level security;
alter table openward.consent_directive force row level security;
create policy consent_directive_of_tenant on openward.consent_directive
    using (tenant_id = current_setting('openward.tenant', true));
grant select, insert, delete on openward.consent_directive to openward_app;

-- Who broke the glass of whose record, why, and until when it is open to him: at most an hour, and never longer afterwards.
create table openward.broken_glass (
    tenant_id  text        not null,
    task_id    text        not null,
    patient_id text        not null,
    subject    text        not null check (subject <> ''),
    kind       text        not null,
    reason     text        not null check (length(reason) >= 10),
    opened_at  timestamptz not null,
    closes_at  timestamptz not null,
    primary key (tenant_id, task_id),
    check (closes_at > opened_at and closes_at <= opened_at + interval '60 minutes')
);
create index broken_glass_open on openward.broken_glass (tenant_id, patient_id, subject, closes_at);

alter table openward.broken_glass enable row level security;
alter table openward.broken_glass force row level security;
create policy broken_glass_of_tenant on openward.broken_glass
    using (tenant_id = current_setting('openward.tenant', true));
revoke all on openward.broken_glass from openward_app;
grant select, insert on openward.broken_glass to openward_app;

-- Consents that were stored before this release count as well.
do $$
declare
    clinic record;
begin
    if to_regclass('public.hfj_res_ver') is null then
        return;
    end if;
    for clinic in select id, partition_id from openward.tenant loop
        perform set_config('openward.tenant', clinic.id, true);
        insert into openward.consent_directive (tenant_id, consent_id, patient_id, content)
        select clinic.id, stored.id, stored.patient, stored.content
        from (
            select r.fhir_id as id, v.res_text_vc as content,
                substring(v.res_text_vc::jsonb #>> '{patient,reference}' from '^Patient/([A-Za-z0-9.-]{1,64})$') as patient
            from public.hfj_resource r
            join public.hfj_res_ver v on v.res_id = r.res_id and v.res_ver = r.res_ver
            where r.res_type = 'Consent' and r.res_deleted_at is null
                and coalesce(r.partition_id, 0) = clinic.partition_id
                and v.res_encoding = 'JSON' and v.res_text_vc is not null
                and v.res_text_vc::jsonb ->> 'status' = 'active'
                and v.res_text_vc::jsonb -> 'scope' -> 'coding' @> '[{"code": "patient-privacy"}]'
        ) stored
        where stored.patient is not null;
        if found then
            insert into openward.consent_book (tenant, generation) values (clinic.id, 1);
        end if;
    end loop;
    perform set_config('openward.tenant', '', true);
end
$$;
