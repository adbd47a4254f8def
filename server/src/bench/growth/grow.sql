-- More patients like those that are there. Needs hash.sql in the same session, and these settings:
--   grow.patients   how many patients to add
--   grow.partition  the number of the tenant's partition
--   grow.resources  about how many resources each of them has, the patient included
--   grow.model      the id of the only patient to copy; empty for the fifty with the fullest charts

-- Foreign keys cost a third of the time. Only a superuser may leave them out.
do $$
begin
  perform set_config('session_replication_role', 'replica', true);
exception
  when insufficient_privilege then null;
end $$;

-- The patients with the fullest and most varied charts, as far as charts are copied.
create temporary table model on commit drop as
select patient, row_number() over (order by types desc, patient) - 1 as model
from (
  select target_resource_id as patient, count(distinct source_resource_type) as types,
    rank() over (order by
      least(count(distinct src_resource_id) + 1, current_setting('grow.resources')::integer) desc) as rank
  from hfj_res_link
  where partition_id = current_setting('grow.partition')::integer
    and (coalesce(current_setting('grow.model', true), '') = '' or target_resource_id in (
      select res_id from hfj_resource
      where res_type = 'Patient' and fhir_id = current_setting('grow.model', true)
        and partition_id = current_setting('grow.partition')::integer))
    and target_resource_type = 'Patient'
    and source_resource_type not in ('Invoice', 'PaymentReconciliation', 'ChargeItem', 'Provenance', 'Patient')
  group by target_resource_id) fullest
where rank = 1
order by types desc, patient
limit 50;

-- The beginning of each chart, in the order in which it was written; the patient is page 0.
create temporary table page on commit drop as
select model.model, row_number() over (partition by model.model order by res_id <> model.patient, res_id) - 1 as page,
  written.res_id, written.res_type, written.fhir_id
from model
cross join lateral (
  select res_id, res_type, fhir_id from hfj_resource where res_id = model.patient
  union all (
    select distinct r.res_id, r.res_type, r.fhir_id
    from hfj_res_link l
    join hfj_resource r on r.res_id = l.src_resource_id and r.res_deleted_at is null
    where l.target_resource_id = model.patient
      and l.source_resource_type not in ('Invoice', 'PaymentReconciliation', 'ChargeItem', 'Provenance', 'Patient')
    order by r.res_id
    limit current_setting('grow.resources')::integer - 1)) written;

-- What points to a part of the chart that is not copied is not copied either.
do $$
declare
  dropped integer := 1;
begin
  while dropped > 0 loop
    delete from page
    using hfj_res_link l
    where l.src_resource_id = page.res_id
      and not exists (select from page other where other.model = page.model and other.res_id = l.target_resource_id)
      and (l.target_resource_type = 'Patient' or exists (
        select from hfj_res_link chart
        where chart.src_resource_id = l.target_resource_id and chart.target_resource_type = 'Patient'));
    get diagnostics dropped = row_count;
  end loop;
end $$;

do $$
begin
  if not exists (select from page where page > 0) then
    raise exception 'The tenant holds no chart to copy: load some patients first.';
  end if;
  if exists (select from page join hfj_idx_cmb_tok_nu using (res_id))
      or exists (select from page join hfj_idx_cmp_string_uniq using (res_id))
      or exists (select from page join hfj_res_param_present using (res_id)) then
    raise exception 'These charts have combined index rows, whose hashes cannot be made here.';
  end if;
  if exists (
      select from page join hfj_spidx_token t using (res_id)
      where t.sp_name like 'identifier%' and t.sp_system is not null
        and t.hash_sys_and_value <> pg_temp.hash(t.res_type, t.sp_name, t.sp_system, t.sp_value)) then
    raise exception 'The FHIR store makes its hashes in another way than hash.sql.';
  end if;
end $$;

-- Each version of a page with holes in it: \x01 for the number of the chart, \x02 for the family name, \x03 for the birthday.
create temporary table form on commit drop as
select page.model, page.res_id, v.pid, v.res_text_vc as body
from page join hfj_res_ver v using (res_id);

do $$
declare
  one record;
  change record;
begin
  for one in select form.*, page.res_type from form join page using (model, res_id) loop
    for change in
      select distinct format('"%s/%s"', target.res_type, target.fhir_id) as known,
        format(E'"%s/grown-\x01-%s"', target.res_type, target.page) as hole
      from hfj_res_link l
      join page target on target.model = one.model and target.res_id = l.target_resource_id
      where l.src_resource_id = one.res_id
      union
      select '"value":' || to_json(sp_value), '"value":' || left(to_json(sp_value)::text, -1) || E'-\x01"'
      from hfj_spidx_token where res_id = one.res_id and sp_name = 'identifier' and sp_system <> ''
      union
      select '"family":' || to_json(sp_value_exact), E'"family":"\x02"'
      from hfj_spidx_string where res_id = one.res_id and res_type = 'Patient' and sp_name = 'family'
      union
      select format('"birthDate":"%s"', sp_value_low::date), E'"birthDate":"\x03"'
      from hfj_spidx_date
      where res_id = one.res_id and res_type = 'Patient' and sp_name = 'birthdate'
        and sp_value_low_date_ordinal = sp_value_high_date_ordinal
    loop
      one.body := replace(one.body, change.known, change.hole);
    end loop;
    update form set body = one.body where pid = one.pid and model = one.model;
  end loop;
end $$;

-- The new patients: each some days older or younger than the model, and of one of two thousand families.
create temporary table chart on commit drop as
select number, number % models as model, nextval('seq_resource_id') as chart, (number * 37) % 731 - 365 as days,
  newest - make_interval(secs => current_setting('grow.patients')::integer - number) as written,
  syllable[1 + number % 13] || syllable[1 + number / 13 % 13] || syllable[1 + number / 169 % 13] as family
from generate_series(1, current_setting('grow.patients')::integer) number,
  (select count(*) as models from model) counted,
  (select max(res_updated) as newest from hfj_resource) latest,
  (select string_to_array('ba chi do fe gra hin ka lo mi nu ral se ton', ' ') as syllable) spoken;

create temporary table copy on commit drop as
select chart.*, page.page, page.res_id as source, nextval('seq_resource_id') as res_id
from chart join page using (model)
order by chart.number, page.page;

create unique index on copy (number, source);
create index on copy (source);
analyze page;
analyze form;
analyze copy;

-- Copies the rows of a table for every copy of their resource; the columns of "instead" get another value.
create function pg_temp.copy_rows(known text, resource text, instead jsonb, besides text default '') returns void
language plpgsql as $$
begin
  execute (
    select format(
      'insert into %I (%s) select %s from copy join %I source on source.%I = copy.source %s',
      known,
      string_agg(quote_ident(attname), ', ' order by attnum),
      string_agg(coalesce(instead ->> attname, 'source.' || quote_ident(attname)), ', ' order by attnum),
      known, resource, besides)
    from pg_attribute
    where attrelid = known::regclass and attnum > 0 and not attisdropped);
end $$;

-- What is written into the holes of each copy.
create temporary table filling on commit drop as
select copy.res_id, copy.source, copy.model, copy.chart::text as chart,
  coalesce(letter || copy.family, '') as family, coalesce((born + copy.days)::text, '') as birthday
from copy
left join (
  select distinct on (res_id) res_id, left(sp_value_normalized, 1) as letter
  from hfj_spidx_string join page using (res_id)
  where page.page = 0 and sp_name = 'family') named on named.res_id = copy.source
left join (
  select distinct on (res_id) res_id, sp_value_low::date as born
  from hfj_spidx_date join page using (res_id)
  where page.page = 0 and sp_name = 'birthdate') aged on aged.res_id = copy.source;

create unique index on filling (res_id);
analyze filling;

create function pg_temp.filled(body text, filling filling) returns text language sql immutable as $$
  select replace(replace(replace(body, E'\x01', filling.chart), E'\x02', filling.family), E'\x03', filling.birthday)
$$;

-- Without its hash a resource that is put back unchanged gets a version more, once.
select pg_temp.copy_rows('hfj_resource', 'res_id', jsonb_build_object(
    'res_id', 'copy.res_id',
    'fhir_id', $$format('grown-%s-%s', copy.chart, copy.page)$$,
    'res_updated', 'copy.written',
    'res_published', 'copy.written',
    'hash_sha256', 'null'));

select pg_temp.copy_rows('hfj_res_ver', 'res_id', jsonb_build_object(
    'pid', $$nextval('seq_resource_history_id')$$,
    'res_id', 'copy.res_id',
    'res_updated', 'copy.written',
    'res_published', 'copy.written',
    'res_text_vc', 'pg_temp.filled(form.body, filling)'),
  'join filling on filling.res_id = copy.res_id
   join form on form.model = copy.model and form.pid = source.pid');

select pg_temp.copy_rows('hfj_res_tag', 'res_id', jsonb_build_object(
    'pid', $$nextval('seq_restag_id')$$,
    'res_id', 'copy.res_id'));

select pg_temp.copy_rows('hfj_res_link', 'src_resource_id', jsonb_build_object(
    'pid', $$nextval('seq_reslink_id')$$,
    'src_resource_id', 'copy.res_id',
    'target_resource_id', 'coalesce(target.res_id, source.target_resource_id)'),
  'left join copy target on target.number = copy.number and target.source = source.target_resource_id');

-- Whoever searches by an identifier looks for one patient: each copy has values of its own, and so their hashes.
select pg_temp.copy_rows('hfj_spidx_token', 'res_id', jsonb_build_object(
    'sp_id', $$nextval('seq_spidx_token')$$,
    'res_id', 'copy.res_id',
    'sp_value', 'coalesce(own.value, source.sp_value)',
    'hash_value', $$case
        when own.value is null or source.hash_value is null then source.hash_value
        else pg_temp.hash(source.res_type, source.sp_name, own.value)
      end$$,
    'hash_sys_and_value', $$case
        when own.value is null or source.hash_sys_and_value is null then source.hash_sys_and_value
        else pg_temp.hash(source.res_type, source.sp_name, source.sp_system, own.value)
      end$$),
  $$left join lateral (
      select source.sp_value || '-' || copy.chart as value
      where source.sp_name like 'identifier%' and source.sp_system <> '') own on true$$);

-- A family name finds a few patients of a large hospital. All other words stay: many patients share a city or a code.
select pg_temp.copy_rows('hfj_spidx_string', 'res_id', jsonb_build_object(
    'sp_id', $$nextval('seq_spidx_string')$$,
    'res_id', 'copy.res_id',
    'sp_value_exact', 'coalesce(own.family, source.sp_value_exact)',
    'sp_value_normalized', 'coalesce(upper(own.family), source.sp_value_normalized)',
    'hash_exact', $$case
        when own.family is null then source.hash_exact
        else pg_temp.hash(source.res_type, source.sp_name, own.family)
      end$$),
  $$left join lateral (
      select filling.family
      from filling
      where filling.res_id = copy.res_id and copy.page = 0 and source.sp_name in ('family', 'name', 'phonetic')
        and exists (
          select from hfj_spidx_string known
          where known.res_id = copy.source and known.sp_name = 'family'
            and known.sp_value_exact = source.sp_value_exact)) own on true$$);

select pg_temp.copy_rows('hfj_spidx_date', 'res_id', jsonb_build_object(
    'sp_id', $$nextval('seq_spidx_date')$$,
    'res_id', 'copy.res_id',
    'sp_value_low', 'source.sp_value_low + own.shift',
    'sp_value_high', 'source.sp_value_high + own.shift',
    'sp_value_low_date_ordinal', $$case
        when own.shift = '0' then source.sp_value_low_date_ordinal
        else to_char(source.sp_value_low + own.shift, 'YYYYMMDD')::integer
      end$$,
    'sp_value_high_date_ordinal', $$case
        when own.shift = '0' then source.sp_value_high_date_ordinal
        else to_char(source.sp_value_high + own.shift, 'YYYYMMDD')::integer
      end$$),
  $$cross join lateral (
      select make_interval(days => case
          when copy.page = 0 and source.sp_name = 'birthdate'
              and source.sp_value_low_date_ordinal = source.sp_value_high_date_ordinal then copy.days
          else 0
        end) as shift) own$$);

select pg_temp.copy_rows(known, 'res_id', jsonb_build_object(
    'sp_id', format('nextval(%L)', sequence),
    'res_id', 'copy.res_id'))
from (values
  ('hfj_spidx_quantity', 'seq_spidx_quantity'),
  ('hfj_spidx_quantity_nrml', 'seq_spidx_quantity_nrml'),
  ('hfj_spidx_number', 'seq_spidx_number'),
  ('hfj_spidx_uri', 'seq_spidx_uri'),
  ('hfj_spidx_coords', 'seq_spidx_coords')) others (known, sequence);
