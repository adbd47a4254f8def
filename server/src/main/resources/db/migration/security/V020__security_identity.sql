-- Who may knock at the door: client programs, people, what they were granted, and the key that signs it. All of it is read
-- before a tenant is known, hence no row level security here. Table and column names of the first two are those of Spring
-- Authorization Server, which finds them through the search path.
create table identity.oauth2_registered_client (
    id text primary key,
    client_id text not null unique,
    client_id_issued_at timestamptz not null default current_timestamp,
    client_secret text,
    client_secret_expires_at timestamptz,
    client_name text not null,
    client_authentication_methods text not null,
    authorization_grant_types text not null,
    redirect_uris text,
    post_logout_redirect_uris text,
    scopes text not null,
    client_settings text not null,
    token_settings text not null
);

create table identity.oauth2_authorization (
    id text primary key,
    registered_client_id text not null,
    principal_name text not null,
    authorization_grant_type text not null,
    authorized_scopes text,
    attributes text,
    state text,
    authorization_code_value text,
    authorization_code_issued_at timestamptz,
    authorization_code_expires_at timestamptz,
    authorization_code_metadata text,
    access_token_value text,
    access_token_issued_at timestamptz,
    access_token_expires_at timestamptz,
    access_token_metadata text,
    access_token_type text,
    access_token_scopes text,
    oidc_id_token_value text,
    oidc_id_token_issued_at timestamptz,
    oidc_id_token_expires_at timestamptz,
    oidc_id_token_metadata text,
    refresh_token_value text,
    refresh_token_issued_at timestamptz,
    refresh_token_expires_at timestamptz,
    refresh_token_metadata text,
    user_code_value text,
    user_code_issued_at timestamptz,
    user_code_expires_at timestamptz,
    user_code_metadata text,
    device_code_value text,
    device_code_issued_at timestamptz,
    device_code_expires_at timestamptz,
    device_code_metadata text
);

create index oauth2_authorization_by_state on identity.oauth2_authorization using hash (state);
create index oauth2_authorization_by_code on identity.oauth2_authorization using hash (authorization_code_value);
create index oauth2_authorization_by_access_token on identity.oauth2_authorization using hash (access_token_value);
create index oauth2_authorization_by_refresh_token on identity.oauth2_authorization using hash (refresh_token_value);

-- One key for all servers on this database: whoever starts first makes it.
create table identity.signing_key (
    purpose text primary key check (purpose = 'tokens'),
    key_id text not null,
    private_jwk text not null,
    created_at timestamptz not null default current_timestamp
);

create table identity.person (
    user_name text primary key check (user_name <> ''),
    password text not null check (password like '{bcrypt}%'),
    enabled boolean not null default true,
    scopes text not null,
    permissions text not null default '',
    tenants text not null,
    fhir_user text,
    patient text
);

grant select, insert, update, delete on identity.oauth2_registered_client to openward_app;
grant select, insert, update, delete on identity.oauth2_authorization to openward_app;
grant select, insert on identity.signing_key to openward_app;
grant select, insert, update on identity.person to openward_app;
