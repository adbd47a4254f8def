-- High-risk changes that wait for somebody else. What was proposed never changes: the application may only decide, the hash is the
-- one of the content, and nobody approves what he proposed, whatever his role.
create table openward.approval (
    tenant_id    text        not null,
    task_id      text        not null,
    change       text        not null check (change <> ''),
    content      text        not null,
    content_hash text        not null,
    proposer     text        not null check (proposer <> ''),
    proposed_at  timestamptz not null,
    expires_at   timestamptz not null,
    status       text        not null default 'open' check (status in ('open', 'carried-out', 'rejected', 'expired')),
    decided_by   text,
    decided_at   timestamptz,
    primary key (tenant_id, task_id),
    check (content_hash = encode(sha256(convert_to(
        tenant_id || E'\n' || change || E'\n' || proposer || E'\n' || content, 'UTF8')), 'hex')),
    check ((status = 'open') = (decided_by is null) and (status = 'open') = (decided_at is null)),
    constraint approved_by_another check (status <> 'carried-out' or lower(decided_by) <> lower(proposer)),
    constraint approved_in_time check (status <> 'carried-out' or decided_at < expires_at)
);
create index approval_overdue on openward.approval (tenant_id, expires_at) where status = 'open';

create function openward.approval_stays_decided() returns trigger
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
begin
    if old.status <> 'open' then
        raise exception 'The proposal of task % was decided before.', old.task_id;
    end if;
    return new;
end
$$;
create trigger approval_stays_decided before update on openward.approval
    for each row execute function openward.approval_stays_decided();

alter table openward.approval enable row level security;
alter table openward.approval force row level security;
create policy approval_of_tenant on openward.approval
    using (tenant_id = current_setting('openward.tenant', true));

revoke all on openward.approval from openward_app;
grant select, insert on openward.approval to openward_app;
grant update (status, decided_by, decided_at) on openward.approval to openward_app;
