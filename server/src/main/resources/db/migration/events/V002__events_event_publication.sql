-- What one department has announced and which others have not dealt with yet. Spring Modulith finds a publication by the
-- text of its event, hence the hash index. An event carries its tenant inside; only the server itself reads this table.
create table openward.event_publication (
    id uuid primary key,
    listener_id text not null,
    event_type text not null,
    serialized_event text not null,
    publication_date timestamp with time zone not null,
    completion_date timestamp with time zone
);

create index event_publication_by_event on openward.event_publication using hash (serialized_event);
create index event_publication_by_completion_date on openward.event_publication (completion_date);

grant select, insert, update, delete on openward.event_publication to openward_app;
