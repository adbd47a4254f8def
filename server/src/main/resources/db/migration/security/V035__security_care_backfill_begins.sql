-- Tenants with records that say who is in whose care, written before this release.
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
        where r.res_type in ('Encounter', 'Appointment', 'CareTeam', 'ServiceRequest', 'Consent', 'RelatedPerson', 'Task',
                'PractitionerRole')
            and r.res_deleted_at is null and coalesce(r.partition_id, 0) = clinic.partition_id
        having max(r.res_id) is not null
        on conflict (tenant_id) do nothing;
    end loop;
    perform set_config('openward.tenant', '', true);
end
$$;
