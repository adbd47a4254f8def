-- A number of which the register has a token only, encrypted beside it: so it can follow another key, and be in clear again.
alter table openward.sent_identity add column sealed text;
grant update (sealed) on openward.sent_identity to openward_app;
