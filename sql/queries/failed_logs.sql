-- With which errors do logs fail, and of which models?
select
    coalesce(versions.model, versions.type) as model,
    logs.error,
    count(distinct logs.log_id) as logs_count,
    max(logs.log_id) as such_as
from humanloop.evaluation_logs
inner join humanloop.logs on evaluation_logs.log_id = logs.log_id
left join humanloop.versions on logs.version_id = versions.version_id
where logs.error is not null
group by coalesce(versions.model, versions.type), logs.error
order by logs_count desc, model, error
