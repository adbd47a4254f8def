-- What people are told about a message that was filed: code, place in the message and words, none of them a value of the patient, so that
-- they stay when the bytes are forgotten.
alter table openward.feed_message
    add column remarks jsonb not null default '[]'
        constraint feed_message_has_few_remarks check (jsonb_array_length(remarks) <= 64);
grant update (remarks) on openward.feed_message to openward_app;
