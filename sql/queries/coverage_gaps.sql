-- Which runs have not answered, or not judged, all of their dataset?
select
    evaluation_name as evaluation,
    version_label as version,
    status,
    datapoints_count as datapoints,
    covered_count as covered,
    judged_count as judged_by_all,
    null_count as with_nulls,
    error_count as with_errors,
    run_id
from marts.dataset_coverage
where covered_count < datapoints_count or judged_count < 0.5 * covered_count
order by judged_share nulls first, evaluation, version, run_id
