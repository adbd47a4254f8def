-- The RelatedPersons that somebody is who cares for several patients: one for each, and one account for all of them.
create table identity.caregiver_record (
    tenant text not null,
    record text not null check (record like 'RelatedPerson/%'),
    user_name text not null references identity.person (user_name),
    added_by text not null,
    added_at timestamptz not null,
    primary key (tenant, record)
);

create index caregiver_record_by_person on identity.caregiver_record (user_name);

grant select, insert, update, delete on identity.caregiver_record to openward_app;
