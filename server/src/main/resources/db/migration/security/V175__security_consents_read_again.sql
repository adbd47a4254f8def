-- A consent that does not say its day has that on which it was stored first, not that of its last version. Those that were read before are
-- read once more.
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
        where r.res_type = 'Consent'
            and r.res_deleted_at is null and coalesce(r.partition_id, 0) = clinic.partition_id
        having max(r.res_id) is not null
        on conflict (tenant_id) do update
        set reached = 0, last = greatest(care_backfill.last, excluded.last), done_at = null;
    end loop;
    perform set_config('openward.tenant', '', true);
end
$$;
