-- Codes and refresh tokens that were exchanged for tokens, by their hash, as long as the grant lasts that they belong to: none is exchanged
-- twice. Read before a tenant is known, hence no row level security.
create table identity.spent_grant (
    shown_hash bytea primary key,
    authorization_id text not null references identity.oauth2_authorization (id) on delete cascade,
    spent_at timestamptz not null
);

create index spent_grant_by_authorization on identity.spent_grant (authorization_id, spent_at);

grant select, insert, delete on identity.spent_grant to openward_app;
