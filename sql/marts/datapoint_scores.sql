-- One row per evaluation, run, evaluator version and datapoint: several judgments are averaged, so
-- that whoever pairs datapoints pairs each once.
-- Key: evaluation_id, run_id, evaluator_version_id, datapoint_id
--
-- evaluation_id: The evaluation.
-- run_id: The run.
-- evaluator_version_id: Version of the evaluator.
-- datapoint_id: The datapoint.
-- judgments_count: Judgments of all outcomes.
-- null_count: Judgments that said nothing.
-- error_count: Judgments that ended with an error.
-- n: Judgments that have a score.
-- score: Their mean; NULL where there is none.
-- score_min: The least of them.
-- score_max: The greatest of them.
select
    judgment_scores.evaluation_id,
    judgment_scores.run_id,
    judgment_scores.evaluator_version_id,
    judgment_scores.datapoint_id,
    count(*) as judgments_count,
    count(*) filter (where judgment_scores.outcome = 'null') as null_count,
    count(*) filter (where judgment_scores.outcome = 'error') as error_count,
    count(judgment_scores.score) as n,
    avg(judgment_scores.score) as score,
    min(judgment_scores.score) as score_min,
    max(judgment_scores.score) as score_max
from marts.judgment_scores
where
    judgment_scores.datapoint_id is not null
    and judgment_scores.evaluator_version_id is not null
group by
    judgment_scores.evaluation_id,
    judgment_scores.run_id,
    judgment_scores.evaluator_version_id,
    judgment_scores.datapoint_id
