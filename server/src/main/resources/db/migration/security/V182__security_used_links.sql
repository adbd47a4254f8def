-- Every link by which somebody set a password, and who made it: he had the link too. One is in force until the next of the same account was
-- used. What was proposed under an older one may still be open, so none is forgotten. Read with the accounts, hence no row level security.
create table identity.used_link (
    id bigint generated always as identity primary key,
    user_name text not null references identity.person (user_name),
    made_by text not null,
    occasion text not null check (occasion in ('invitation', 'reset')),
    used_at timestamptz not null,
    replaced_at timestamptz check (replaced_at >= used_at)
);

create index used_link_by_person on identity.used_link (lower(user_name));

-- When they were used nobody wrote down, nor what for.
insert into identity.used_link (user_name, made_by, occasion, used_at)
select user_name, link_by, 'invitation', '-infinity' from identity.person where link_by is not null;

alter table identity.person drop column link_by;

alter table identity.invitation
    add column occasion text not null default 'invitation' check (occasion in ('invitation', 'reset'));

grant select, insert on identity.used_link to openward_app;
grant update (replaced_at) on identity.used_link to openward_app;
