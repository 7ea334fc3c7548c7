-- Which evaluators fail, or say nothing, and on which day most?
select
    evaluator_name as evaluator,
    evaluator_version_name as version,
    sum(judgments_count) as judgments,
    sum(null_count) as nulls,
    sum(error_count) as errors,
    round((sum(null_count) + sum(error_count)) / sum(judgments_count), 4) as share,
    (array_agg(day order by null_count + error_count desc, day))[1] as worst_day
from marts.evaluator_days
group by evaluator_version_id, evaluator_name, evaluator_version_name
having sum(null_count) + sum(error_count) > 0
order by share desc, evaluator, evaluator_version_id
