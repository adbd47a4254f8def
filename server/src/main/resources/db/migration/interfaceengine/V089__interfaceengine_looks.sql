-- Which server has a late reply in hand, while its sender takes its time and no transaction is open.
alter table openward.feed_reply add column leased_until timestamptz;
grant update (leased_until) on openward.feed_reply to openward_app;

-- Where there is work is asked before any tenant is known, every second: only these functions look across tenants, and they tell no
-- more than their names. They walk from tenant to tenant along an index, however many messages of one of them wait.
create policy feed_message_lookup on openward.feed_message for select to current_user using (true);
create policy feed_part_lookup on openward.feed_part for select to current_user using (true);

create function openward.tenants_with_messages_to_file() returns table (tenant text)
    language sql stable security definer
    set search_path = pg_catalog, pg_temp
as $$
    with recursive waiting as (
        (select tenant_id from openward.feed_message where status = 'received' order by tenant_id limit 1)
        union all
        select (select m.tenant_id from openward.feed_message m
                where m.status = 'received' and m.tenant_id > w.tenant_id order by m.tenant_id limit 1)
        from waiting w where w.tenant_id is not null)
    select tenant_id from waiting where tenant_id is not null
$$;

create function openward.tenants_with_parts_of_messages() returns table (tenant text)
    language sql stable security definer
    set search_path = pg_catalog, pg_temp
as $$
    with recursive broken as (
        (select tenant_id from openward.feed_part order by tenant_id limit 1)
        union all
        select (select p.tenant_id from openward.feed_part p where p.tenant_id > b.tenant_id order by p.tenant_id limit 1)
        from broken b where b.tenant_id is not null)
    select tenant_id from broken where tenant_id is not null
$$;

revoke all on function openward.tenants_with_messages_to_file(), openward.tenants_with_parts_of_messages() from public;
grant execute on function openward.tenants_with_messages_to_file(), openward.tenants_with_parts_of_messages() to openward_app;
