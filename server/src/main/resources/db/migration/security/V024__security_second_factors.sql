-- The second factor of an account: a secret shared with the person's authenticator app, encrypted with a key that is not in
-- this database, and codes on paper for the day when the phone is lost.
create table identity.second_factor (
    user_name text primary key references identity.person (user_name),
    key_id text not null,
    sealed_secret bytea not null,
    -- False until a code of the app has shown that it has the secret.
    confirmed boolean not null default false,
    -- The newest half minute whose code was used: no code works twice, and none that is older.
    last_step bigint not null default 0
);

create table identity.recovery_code (
    user_name text not null references identity.second_factor (user_name) on delete cascade,
    code_hash bytea not null,
    primary key (user_name, code_hash)
);

grant select, insert, update, delete on identity.second_factor to openward_app;
grant select, insert, delete on identity.recovery_code to openward_app;
