-- warning: evaluations with several control runs, where none can be compared with.
select
    control_runs.evaluation_id,
    control_runs.controls_count
from marts.control_runs
where control_runs.controls_count > 1
