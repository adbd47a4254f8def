-- What was answered to a request with an Idempotency-Key. The row is inserted before the work and committed with it, so a
-- second request with the same key waits for the first one here.
create table openward.idempotency (
    tenant_id    text        not null,
    operation    text        not null,
    key          text        not null check (length(key) between 1 and 255),
    request_hash bytea       not null,
    response     text,
    created_at   timestamptz not null,
    primary key (tenant_id, operation, key)
);
create index idempotency_age on openward.idempotency (tenant_id, created_at);

alter table openward.idempotency enable row level security;
alter table openward.idempotency force row level security;
create policy idempotency_of_tenant on openward.idempotency
    using (tenant_id = current_setting('openward.tenant', true));
grant select, insert, delete on openward.idempotency to openward_app;
grant update (response) on openward.idempotency to openward_app;
