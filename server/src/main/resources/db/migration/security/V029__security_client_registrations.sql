-- Apps that asked to be registered, until somebody approves it or the time is over. What is asked for stands in the proposal; here is what
-- a proposal must not hold, the hash of the app's secret. Read before a tenant is known, hence no row level security.
create table identity.client_registration (
    client_id text primary key,
    tenant text not null,
    secret_hash text check (secret_hash like '{bcrypt}%'),
    asked_by text not null,
    asked_at timestamptz not null,
    expires_at timestamptz not null
);

create index client_registration_by_asker on identity.client_registration (asked_by, expires_at);

grant select, insert, delete on identity.client_registration to openward_app;
