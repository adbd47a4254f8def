-- With whose rights a message was written. Somebody else may store the Endpoint before it is sent: then it is judged again. And which
-- terms a worker has taken a destination on, so that it sends nothing more on others. Numbers never come twice, so that an Endpoint
-- that was deleted and stored anew has none of its predecessor's.
create sequence openward.outbound_terms;
grant usage on sequence openward.outbound_terms to openward_app;

alter table openward.outbound_destination
    add column terms_version  bigint not null default 0,
    add column rights_version bigint not null default 0;

alter table openward.outbound_message add column rights_version bigint not null default 0;
