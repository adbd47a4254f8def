-- Who is signed in, for all servers on this database. The cookie holds a secret of which only the hash is here.
create table identity.sign_in (
    id uuid primary key,
    secret_hash bytea not null unique,
    user_name text not null references identity.person (user_name),
    -- False until every step is taken that this account asks for.
    complete boolean not null,
    acr text not null check (acr in ('aal1', 'aal2')),
    address text not null,
    agent text not null,
    signed_in_at timestamptz not null,
    last_seen_at timestamptz not null,
    ended_at timestamptz,
    ended_because text,
    constraint sign_in_end_check check ((ended_at is null) = (ended_because is null))
);

create index sign_in_by_person on identity.sign_in (user_name) where ended_at is null;
create index sign_in_by_age on identity.sign_in (last_seen_at);

-- Which sign-in an app was let in by. The issuer keeps the principal as JSON; this finds the authority that names the sign-in
-- and nothing that an app wrote, whose quotes are escaped there.
alter table identity.oauth2_authorization
    add column sign_in uuid generated always as (
        substring(
            attributes
            from '"authority":"sign-in:([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"')::uuid) stored;

create index oauth2_authorization_by_sign_in on identity.oauth2_authorization (sign_in);
create index oauth2_authorization_by_principal on identity.oauth2_authorization (principal_name);

grant select, insert, update, delete on identity.sign_in to openward_app;
