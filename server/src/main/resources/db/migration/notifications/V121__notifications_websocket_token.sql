-- A token that binds one websocket to subscriptions, once. Only its hash is kept.
create table openward.websocket_token (
    hash             bytea       primary key,
    tenant_id        text        not null,
    subscription_ids text[]      not null,
    ends_at          timestamptz not null
);
create index websocket_token_end on openward.websocket_token (tenant_id, ends_at);

alter table openward.websocket_token enable row level security;
alter table openward.websocket_token force row level security;
create policy websocket_token_of_tenant on openward.websocket_token
    using (tenant_id = current_setting('openward.tenant', true));
grant select, insert, delete on openward.websocket_token to openward_app;

-- Whose token it is is asked before any tenant is known: only who has the token finds its row, and only once.
create policy websocket_token_redemption on openward.websocket_token to current_user using (true);

create function openward.redeem_websocket_token(token bytea) returns table (tenant text, ids text[])
    language sql volatile security definer
    set search_path = pg_catalog, pg_temp
as $$
    delete from openward.websocket_token t
    where t.hash = token and t.ends_at > clock_timestamp()
    returning t.tenant_id, t.subscription_ids
$$;
revoke all on function openward.redeem_websocket_token(bytea) from public;
grant execute on function openward.redeem_websocket_token(bytea) to openward_app;
