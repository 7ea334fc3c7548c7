-- One row per evaluation that has a control run.
-- Key: evaluation_id
--
-- evaluation_id: The evaluation.
-- controls_count: Its control runs; the platform has one at most.
-- control_run_id: The control run; NULL where there are several, of which none is the baseline.
select
    evaluation_runs.evaluation_id,
    count(*) as controls_count,
    case when count(*) = 1 then min(evaluation_runs.run_id) end as control_run_id
from humanloop.evaluation_runs
where evaluation_runs.control
group by evaluation_runs.evaluation_id
