-- Accounts that were made for a RelatedPerson which was taken from them, while they are others still: each is known as the first of those
-- from now on, so that nothing leads back to it, and its people sign in anew.
do $$
declare
    caregiver record;
    other text;
begin
    for caregiver in
        select user_name, home_tenant, record from identity.person p
        where record like 'RelatedPerson/%'
            and not exists (
                select from identity.caregiver_record c
                where c.tenant = p.home_tenant and c.record = p.record and c.user_name = p.user_name)
            and exists (
                select from identity.caregiver_record c
                where c.tenant = p.home_tenant and c.user_name = p.user_name)
        order by user_name
    loop
        select c.record into other from identity.caregiver_record c
        where c.tenant = caregiver.home_tenant and c.user_name = caregiver.user_name
            and not exists (
                select from identity.person p where p.home_tenant = c.tenant and p.record = c.record)
        order by c.added_at, c.record limit 1;
        update identity.person
        set record = coalesce(other, record), fhir_user = coalesce(other, fhir_user), enabled = enabled and other is not null
        where user_name = caregiver.user_name;
        delete from identity.oauth2_authorization where principal_name = caregiver.user_name;
        update identity.sign_in set ended_at = now(), ended_because = 'no longer the relative that he was'
        where user_name = caregiver.user_name and ended_at is null;
    end loop;
end
$$;
