-- Whoever verifies results may take a held correction of a final one over.
alter table openward.feed_ruling drop constraint feed_ruling_kind_check;
alter table openward.feed_ruling add constraint feed_ruling_kind_check
    check (kind in ('release', 'take-over', 'reroute', 'discard'));
