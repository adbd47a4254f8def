-- The two administrators of a tenant who are made before anybody could approve it. Each tenant has these two seats once: a row is never
-- taken back, so that nobody gets a seat again by closing the accounts of others. Read with the accounts, hence no row level security.
create table identity.first_administrator (
    tenant text not null,
    seat smallint not null check (seat in (1, 2)),
    user_name text not null references identity.person (user_name),
    given_by text not null,
    given_at timestamptz not null,
    primary key (tenant, seat),
    unique (tenant, user_name)
);

-- Whoever is administrator in a tenant already has the seats.
insert into identity.first_administrator (tenant, seat, user_name, given_by, given_at)
select home_tenant, seat, user_name, granted_by, granted_at
from (
    select person.home_tenant, person.user_name, granted.granted_by, granted.granted_at,
        row_number() over (partition by person.home_tenant order by granted.granted_at, person.user_name) as seat
    from identity.person join identity.account_role granted using (user_name)
    where granted.role = 'ADM' and person.home_tenant is not null) already
where seat <= 2;

grant select, insert on identity.first_administrator to openward_app;

-- Who made the link by which the password was set that counts now: he could have set it himself.
alter table identity.person add column link_by text;
