-- People's accounts beyond their first row: passwords with their age and history, wrong guesses, roles, and the links by which
-- somebody sets a password. All of it is read before a tenant is known, hence no row level security.
alter table identity.person alter column password drop not null;
alter table identity.person drop constraint person_password_check;
alter table identity.person
    add constraint person_password_check check (password like '{bcrypt}%' or password like '{argon2id}%'),
    add column full_name text not null default '',
    add column email text,
    add column password_since timestamptz not null default current_timestamp,
    -- The tenant that made the account and the record there that it belongs to.
    add column home_tenant text,
    add column record text,
    add constraint person_record_check check ((home_tenant is null) = (record is null));

-- One account for each Practitioner, Patient or RelatedPerson that was given one.
create unique index person_by_record on identity.person (home_tenant, record);

create table identity.former_password (
    user_name text not null references identity.person (user_name),
    password text not null check (password like '{bcrypt}%' or password like '{argon2id}%'),
    replaced_at timestamptz not null,
    primary key (user_name, replaced_at)
);

-- Attempts under a name since the last right one, whether there is such an account or not: an attempt is counted before
-- the password is looked at.
create table identity.sign_in_failure (
    name_hash bytea primary key,
    failures integer not null check (failures > 0),
    last_at timestamptz not null,
    locked_until timestamptz
);

create index sign_in_failure_by_age on identity.sign_in_failure (last_at);

create table identity.account_role (
    user_name text not null references identity.person (user_name),
    role text not null check (role ~ '^[A-Z]{2,5}$'),
    granted_by text not null,
    granted_at timestamptz not null,
    primary key (user_name, role)
);

-- One link for each person at a time; it is gone when it was used.
create table identity.invitation (
    user_name text primary key references identity.person (user_name),
    secret_hash bytea not null unique,
    made_by text not null,
    expires_at timestamptz not null
);

grant select, insert, delete on identity.former_password to openward_app;
grant select, insert, update, delete on identity.sign_in_failure to openward_app;
grant select, insert, delete on identity.account_role to openward_app;
grant select, insert, update, delete on identity.invitation to openward_app;
