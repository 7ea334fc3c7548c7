-- warning: judgments that do not say which evaluator made them, and that no view can show.
select
    judgments.evaluation_id,
    judgments.run_id,
    judgments.judgment_log_id
from humanloop.judgments
where judgments.evaluator_version_id is null
