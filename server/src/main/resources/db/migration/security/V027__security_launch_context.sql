-- What apps have before them when they begin: opened by an EHR under a secret ticket, of which the hash is kept, or chosen by the person
-- who signs in. One context goes to one authorization and ends with it. Read before a tenant is known, hence no row level security.
create table identity.launch_context (
    id bigint generated always as identity primary key,
    ticket_hash text unique,
    expires_at timestamptz,
    authorization_id text unique references identity.oauth2_authorization (id) on delete cascade,
    client_id text not null,
    tenant text not null,
    patient text not null check (patient <> ''),
    encounter text check (encounter <> ''),
    need_patient_banner boolean not null,
    check ((ticket_hash is null) = (expires_at is null)),
    check (ticket_hash is not null or authorization_id is not null)
);

create index launch_context_waiting on identity.launch_context (expires_at) where authorization_id is null;

grant select, insert, update, delete on identity.launch_context to openward_app;
