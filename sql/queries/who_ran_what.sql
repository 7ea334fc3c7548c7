-- Who made runs, evaluations and versions, month by month?
select
    cast(date_trunc('month', day) as date) as in_month,
    coalesce(user_name, 'not named') as who,
    sum(runs_count) as runs,
    sum(evaluations_count) as evaluations,
    sum(versions_count) as versions,
    count(*) filter (where runs_count > 0) as days_with_runs
from marts.activity
group by date_trunc('month', day), coalesce(user_name, 'not named')
order by in_month desc nulls last, runs desc, who
