-- One row per user and day on which the user made something: who ran what.
-- Key: user_id, day
--
-- user_id: The user; NULL for everything whose maker the source does not name.
-- day: Day in the time zone of the session, UTC in `humanloop-evals query`; NULL for what does not
--     say when it was made.
-- user_name: Name of the user, or the e-mail address of one without a name.
-- runs_count: Runs made; one in several evaluations counts once.
-- evaluations_count: Evaluations made.
-- versions_count: Versions made of prompts, tools, flows, evaluators and agents.
-- dataset_versions_count: Versions made of datasets.
-- files_count: Files of which a version was run or made; datasets are not among them.
-- models_count: Models that were run.
with

made as (

    select
        runs.created_by_id as user_id,
        runs.created_at as made_at,
        'run' as kind,
        runs.run_id as made_id,
        versions.file_id,
        versions.model
    from humanloop.runs
    left join humanloop.versions on runs.version_id = versions.version_id
    union all
    select
        evaluations.created_by_id as user_id,
        evaluations.created_at as made_at,
        'evaluation' as kind,
        evaluations.evaluation_id as made_id,
        null as file_id,
        null as model
    from humanloop.evaluations
    union all
    select
        versions.created_by_id as user_id,
        versions.created_at as made_at,
        'version' as kind,
        versions.version_id as made_id,
        versions.file_id,
        null as model
    from humanloop.versions
    union all
    select
        datasets.created_by_id as user_id,
        datasets.created_at as made_at,
        'dataset' as kind,
        datasets.dataset_version_id as made_id,
        null as file_id,
        null as model
    from humanloop.datasets

),

dated as (

    select
        made.user_id,
        cast(made.made_at as date) as day,
        made.kind,
        made.made_id,
        made.file_id,
        made.model
    from made

)

select
    dated.user_id,
    dated.day,
    coalesce(users.full_name, users.email_address) as user_name,
    count(*) filter (where dated.kind = 'run') as runs_count,
    count(*) filter (where dated.kind = 'evaluation') as evaluations_count,
    count(*) filter (where dated.kind = 'version') as versions_count,
    count(*) filter (where dated.kind = 'dataset') as dataset_versions_count,
    count(distinct dated.file_id) as files_count,
    count(distinct dated.model) as models_count
from dated
left join humanloop.users on dated.user_id = users.user_id
group by dated.user_id, dated.day, coalesce(users.full_name, users.email_address)
