-- The models that were run, in how many evaluations, and at which temperatures.
select
    model,
    count(distinct evaluation_id) as evaluations_count,
    count(distinct run_id) as runs_count,
    min(temperature) as temperature_min,
    max(temperature) as temperature_max
from marts.run_overview
where model is not null
group by model
order by runs_count desc, model
