-- What an open task of somebody, or of a department, is about; gone when the task is done.
create table openward.open_task (
    tenant_id text not null,
    owner     text not null,
    reached   text not null,
    source    text not null,
    primary key (tenant_id, owner, reached, source)
);
create index open_task_source on openward.open_task (tenant_id, source);

alter table openward.open_task enable row level security;
alter table openward.open_task force row level security;
create policy open_task_of_tenant on openward.open_task
    using (tenant_id = current_setting('openward.tenant', true));
grant select, insert, delete on openward.open_task to openward_app;
