-- Patients who say by themselves who they are, until they have shown the code that was sent to them, or the time is over. What they said is
-- gone as soon as somebody has looked who it is. One who is nobody has a row like the others. Read before anybody is signed in, hence no
-- row level security.
create table identity.patient_claim (
    -- Of what the browser keeps.
    handle_hash text primary key,
    tenant text not null,
    -- Who is said to be it, until it was looked up.
    said text,
    address text not null,
    due_at timestamptz not null,
    expires_at timestamptz not null,
    -- The patient whom it fits, and the hash of the code that was sent to him.
    patient text,
    code_hash text,
    tries smallint not null default 0 check (tries between 0 and 5),
    check ((patient is null) = (code_hash is null))
);

create index patient_claim_due on identity.patient_claim (due_at) where said is not null;
create index patient_claim_by_age on identity.patient_claim (expires_at);

grant select, insert, update, delete on identity.patient_claim to openward_app;

-- Accounts that went with a record into another one when two records of a patient became one; so it can be taken back.
create table identity.moved_account (
    user_name text not null references identity.person (user_name),
    tenant text not null,
    ended text not null,
    survived text not null,
    moved_at timestamptz not null,
    primary key (tenant, ended)
);

create index moved_account_by_person on identity.moved_account (user_name);

grant select, insert, update, delete on identity.moved_account to openward_app;
