-- The assertions by which clients have proved themselves, until they expire: none may be used twice. Read before a tenant is
-- known, hence no row level security.
create table identity.client_assertion (
    client_id text not null,
    jti text not null,
    expires_at timestamptz not null,
    primary key (client_id, jti)
);

create index client_assertion_by_expiry on identity.client_assertion (expires_at);

grant select, insert, delete on identity.client_assertion to openward_app;
