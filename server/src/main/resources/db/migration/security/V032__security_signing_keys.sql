-- The keys that sign tokens are replaced in time: one signs, the former ones count until the tokens that they signed have ended.
alter table identity.signing_key
    drop constraint signing_key_pkey,
    add primary key (key_id),
    -- Nothing for the one that signs.
    add column counts_until timestamptz;

create unique index signing_key_that_signs on identity.signing_key (purpose) where counts_until is null;

grant update (counts_until), delete on identity.signing_key to openward_app;
