-- The types of records that are still to be read, where that is not over; the next migrations have the Consents read once more.
alter table openward.care_backfill add column if not exists types text[];
do $$
declare
    clinic record;
begin
    for clinic in select id from openward.tenant loop
        perform set_config('openward.tenant', clinic.id, true);
        update openward.care_backfill
        set types = array['Encounter', 'Appointment', 'CareTeam', 'ServiceRequest', 'Consent', 'RelatedPerson', 'Task', 'PractitionerRole']
        where done_at is null;
    end loop;
    perform set_config('openward.tenant', '', true);
end
$$;
