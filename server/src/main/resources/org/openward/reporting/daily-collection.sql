-- Daily collection, version 1: payments less refunds by currency, method of payment and day.
-- The first column is the group, the last two are the count and the score, those between are the stratifiers.
select
    coalesce(currency, 'XXX') as currency,
    coalesce(method, 'not-stated') as method,
    payment_date as day,
    count(*) as payments,
    sum(amount) as collected
from views.payment
where payment_date between :period_start and :period_end
group by currency, method, payment_date
order by currency, method, payment_date
