-- What could not be brought to a newer rule, since it cannot be opened: as long as there is any, its key may be needed.
alter table openward.field_sealing_progress add column damaged bigint not null default 0;
grant update (damaged) on openward.field_sealing_progress to openward_app;

-- A rule that another one followed before it was finished is finished with that one.
update openward.field_sealing earlier set finished_at = clock_timestamp()
where earlier.finished_at is null
    and exists (select from openward.field_sealing later where later.number > earlier.number and later.finished_at is not null);

-- Where nothing is encrypted any more, no key is needed.
update openward.field_key set retired_at = clock_timestamp()
where retired_at is null
    and (select finished_at is not null and systems = '{}' from openward.field_sealing order by number desc limit 1);
