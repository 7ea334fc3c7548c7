-- What does an item cost that passes, and which runs are not worth their price?
-- Param evaluation: Id or name of an evaluation; all of them unless it is given.
select
    evaluation_name as evaluation,
    version_label as version,
    model,
    round(quality, 3) as quality,
    round(1000 * cost_per_log_usd, 3) as usd_per_1000,
    round(1000 * cost_per_passed_item_usd, 3) as usd_per_1000_passed,
    round(latency_p50_seconds, 2) as p50_seconds,
    is_on_frontier
from marts.cost_quality_frontier
where
    is_comparable
    and ($evaluation is null or $evaluation in (evaluation_id, evaluation_name))
order by evaluation, dataset_version_id, cost_per_passed_item_usd nulls last, run_id
