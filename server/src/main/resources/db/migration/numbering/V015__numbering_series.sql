-- How a tenant writes its numbers; a series without a row here is written in the usual way.
create table openward.number_format (
    tenant_id   text    not null,
    series      text    not null check (series ~ '^[a-z]{2,16}$'),
    prefix      text    not null check (length(prefix) <= 16),
    width       integer not null check (width between 1 and 18),
    first_month integer not null default 1 check (first_month between 1 and 12),
    primary key (tenant_id, series)
);

alter table openward.number_format enable row level security;
alter table openward.number_format force row level security;
create policy number_format_of_tenant on openward.number_format
    using (tenant_id = current_setting('openward.tenant', true));
grant select, insert, update, delete on openward.number_format to openward_app;

-- Every number that was given out, so that none is ever given out twice, whatever becomes of the formats.
create table openward.issued_number (
    tenant_id text        not null,
    series    text        not null,
    number    text        not null,
    issued_at timestamptz not null default now(),
    primary key (tenant_id, series, number)
);

alter table openward.issued_number enable row level security;
alter table openward.issued_number force row level security;
create policy issued_number_of_tenant on openward.issued_number
    using (tenant_id = current_setting('openward.tenant', true));
grant select, insert on openward.issued_number to openward_app;

-- The last number of each series without gaps; its row is locked from drawing a number until the transaction ends.
create table openward.gapless_number (
    tenant_id text    not null,
    series    text    not null check (series ~ '^[a-z]{2,16}$'),
    year      integer not null,
    n         bigint  not null check (n > 0),
    primary key (tenant_id, series, year)
);

alter table openward.gapless_number enable row level security;
alter table openward.gapless_number force row level security;
create policy gapless_number_of_tenant on openward.gapless_number
    using (tenant_id = current_setting('openward.tenant', true));
grant select, insert on openward.gapless_number to openward_app;
grant update (n) on openward.gapless_number to openward_app;

-- A gap-free series only ever counts up by one.
create function openward.gapless_number_counts_up() returns trigger
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
begin
    if tg_op = 'INSERT' and new.n <> 1 or tg_op = 'UPDATE' and new.n <> old.n + 1 then
        raise exception 'A gap-free series counts up by one.' using errcode = 'check_violation';
    end if;
    return new;
end
$$;
create trigger gapless_number_counts_up before insert or update on openward.gapless_number
    for each row execute function openward.gapless_number_counts_up();

-- The next number of a series with gaps. The application owns no sequence and cannot turn one back: only this function
-- draws, from a sequence of the acting tenant that comes into being with its first number.
create function openward.next_number(series text) returns bigint
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    tenant text := nullif(current_setting('openward.tenant', true), '');
    sequence text;
begin
    if tenant is null or series !~ '^[a-z]{2,16}$' then
        raise exception 'No tenant is acting, or there is no series %.', series;
    end if;
    sequence := format('openward.%I', 'number_' || tenant || '_' || series);
    if to_regclass(sequence) is null then
        perform pg_advisory_xact_lock(hashtextextended(sequence, 0));
        execute 'create sequence if not exists ' || sequence;
    end if;
    return nextval(sequence::regclass);
end
$$;
revoke all on function openward.next_number(text) from public;
grant execute on function openward.next_number(text) to openward_app;
