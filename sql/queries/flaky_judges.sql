-- Which evaluators change their mind about the same version and datapoint?
select
    evaluator_name as evaluator,
    evaluator_version_name as version,
    evaluator_type as kind,
    repeated_count as judged_again,
    round(changed_rate, 3) as changed,
    round(flip_rate, 3) as flipped,
    round(ci_low, 3) as ci_low,
    round(ci_high, 3) as ci_high,
    round(same_output_changed_rate, 3) as changed_for_same_output,
    is_flaky
from marts.flaky_evaluators
where n > 0
order by flip_rate desc, evaluator, evaluator_version_id
