-- What decides, beside the words of relatives and consents, whether a relative may act for a patient: whether he is a parent or guardian,
-- on which day the patient himself gave the consent, and when the patient was born.
alter table openward.patient_assignment
    drop constraint patient_assignment_kind_check,
    add constraint patient_assignment_kind_check check (kind in ('care', 'kin', 'guardian', 'consent')),
    -- Nothing where it was not the patient who gave it.
    add column given date;

-- Of patients of whom somebody is a relative or whom somebody may act for.
create table openward.patient_birth (
    tenant_id text not null,
    patient   text not null,
    born      date not null,
    primary key (tenant_id, patient)
);

alter table openward.patient_birth enable row level security;
alter table openward.patient_birth force row level security;
create policy patient_birth_of_tenant on openward.patient_birth
    using (tenant_id = current_setting('openward.tenant', true));
grant select, insert, update, delete on openward.patient_birth to openward_app;

-- Relatives and consents that were written before this release are read once more.
do $$
declare
    clinic record;
begin
    if to_regclass('public.hfj_resource') is null then
        return;
    end if;
    for clinic in select id, partition_id from openward.tenant loop
        perform set_config('openward.tenant', clinic.id, true);
        insert into openward.care_backfill (tenant_id, last)
        select clinic.id, max(r.res_id)
        from public.hfj_resource r
        where r.res_type in ('Consent', 'RelatedPerson')
            and r.res_deleted_at is null and coalesce(r.partition_id, 0) = clinic.partition_id
        having max(r.res_id) is not null
        on conflict (tenant_id) do update
        set reached = 0, last = greatest(care_backfill.last, excluded.last), done_at = null;
    end loop;
    perform set_config('openward.tenant', '', true);
end
$$;

create index patient_assignment_of_relatives on openward.patient_assignment (tenant_id, patient) where kind <> 'care';
