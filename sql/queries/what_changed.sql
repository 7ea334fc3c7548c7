-- What did each version change, and what did that do?
-- Param file: Path of a file, or the end of it; all of them unless it is given.
select
    file_path as file,
    previous_version_label as version_before,
    version_label as version,
    changed_parameters as changed,
    evaluator_name as evaluator,
    n_pairs,
    round(mean_difference, 3) as difference,
    verdict
from marts.version_changes
where $file is null or ends_with(file_path, $file)
order by file, first_run_at, version_id, evaluator, evaluator_version_id
