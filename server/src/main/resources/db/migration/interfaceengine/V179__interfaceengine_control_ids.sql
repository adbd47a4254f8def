-- The message that each control id means, of analyzers whose description says that they use each of theirs once.
create table openward.feed_control_id (
    tenant_id  text not null,
    device_id  text not null,
    control_id text not null,
    content    text not null,
    primary key (tenant_id, device_id, control_id)
);

alter table openward.feed_control_id enable row level security;
alter table openward.feed_control_id force row level security;
create policy feed_control_id_of_tenant on openward.feed_control_id
    using (tenant_id = current_setting('openward.tenant', true));
grant select, insert on openward.feed_control_id to openward_app;
