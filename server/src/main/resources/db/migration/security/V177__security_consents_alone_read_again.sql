-- Where all records had been read, the Consents alone are read once more: nothing else changed.
do $$
declare
    clinic record;
begin
    for clinic in select id from openward.tenant loop
        perform set_config('openward.tenant', clinic.id, true);
        update openward.care_backfill set types = array['Consent'] where done_at is null and types is null;
    end loop;
    perform set_config('openward.tenant', '', true);
end
$$;
