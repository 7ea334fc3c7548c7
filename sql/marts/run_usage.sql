-- One row per evaluation and run whose logs were read: what its logs took.
-- Key: evaluation_id, run_id
--
-- evaluation_id: The evaluation.
-- run_id: The run.
-- logs_count: Logs of the run, without the steps inside their traces.
-- failed_logs_count: Those with an error.
-- covered_datapoints_count: Datapoints that at least one of them answers.
-- costed_logs_count: Logs whose cost is known: a prompt or an agent made each step that has a
--     cost, and all of these have one.
-- cost_usd: What they cost together, steps of traces included; NULL where no cost is known.
-- cost_per_log_usd: Mean cost of those logs.
-- prompt_tokens: Tokens sent, steps of traces included; NULL where none are known.
-- output_tokens: Tokens received, likewise.
-- reasoning_tokens: Tokens of thinking, likewise.
-- timed_logs_count: Logs of which it is known how long they took.
-- latency_mean_seconds: Mean of how long they took, from start to end, or as the provider says.
-- latency_p50_seconds: Half of them took no longer.
-- latency_p95_seconds: 95 of 100 took no longer.
-- first_log_at: When the first log was made.
-- last_log_at: When the last log was made.
with

calls as (

    select
        logs.log_id,
        logs.type in ('prompt', 'agent') as has_cost,
        case
            when logs.output_cost_usd is not null
                then logs.prompt_cost_usd + logs.output_cost_usd
            -- Nothing came out, so that nothing is to be paid for it.
            when coalesce(logs.output_tokens, 0) = 0 then logs.prompt_cost_usd
        end as cost_usd,
        logs.prompt_tokens,
        logs.output_tokens,
        logs.reasoning_tokens
    from humanloop.logs

),

steps as (

    select
        calls.log_id as root_log_id,
        calls.has_cost,
        calls.cost_usd,
        calls.prompt_tokens,
        calls.output_tokens,
        calls.reasoning_tokens
    from calls
    union all
    select
        nested_logs.root_log_id,
        calls.has_cost,
        calls.cost_usd,
        calls.prompt_tokens,
        calls.output_tokens,
        calls.reasoning_tokens
    from humanloop.nested_logs
    inner join calls on nested_logs.log_id = calls.log_id
    -- Not what an evaluator was asked about: somebody else has paid for that.
    where nested_logs.relation = 'step'

),

traces as (

    select
        steps.root_log_id,
        case
            when count(*) filter (where steps.has_cost and steps.cost_usd is null) = 0
                then sum(steps.cost_usd)
        end as cost_usd,
        sum(steps.prompt_tokens) as prompt_tokens,
        sum(steps.output_tokens) as output_tokens,
        sum(steps.reasoning_tokens) as reasoning_tokens
    from steps
    group by steps.root_log_id

),

taken as (

    select
        evaluation_logs.evaluation_id,
        evaluation_logs.run_id,
        evaluation_logs.log_id,
        evaluation_logs.datapoint_id,
        logs.error,
        coalesce(logs.started_at, logs.created_at) as logged_at,
        case
            when logs.duration_seconds >= 0 then logs.duration_seconds
            else logs.provider_latency_seconds
        end as latency_seconds
    from humanloop.evaluation_logs
    inner join humanloop.logs on evaluation_logs.log_id = logs.log_id

)

select
    evaluation_log_reads.evaluation_id,
    evaluation_log_reads.run_id,
    count(taken.log_id) as logs_count,
    count(taken.error) as failed_logs_count,
    count(distinct taken.datapoint_id) as covered_datapoints_count,
    count(traces.cost_usd) as costed_logs_count,
    sum(traces.cost_usd) as cost_usd,
    avg(traces.cost_usd) as cost_per_log_usd,
    cast(sum(traces.prompt_tokens) as bigint) as prompt_tokens,
    cast(sum(traces.output_tokens) as bigint) as output_tokens,
    cast(sum(traces.reasoning_tokens) as bigint) as reasoning_tokens,
    count(taken.latency_seconds) as timed_logs_count,
    avg(taken.latency_seconds) as latency_mean_seconds,
    percentile_cont(0.5) within group (order by taken.latency_seconds) as latency_p50_seconds,
    percentile_cont(0.95) within group (order by taken.latency_seconds) as latency_p95_seconds,
    min(taken.logged_at) as first_log_at,
    max(taken.logged_at) as last_log_at
from humanloop.evaluation_log_reads
left join taken
    on
        evaluation_log_reads.evaluation_id = taken.evaluation_id
        and evaluation_log_reads.run_id = taken.run_id
left join traces on taken.log_id = traces.root_log_id
group by evaluation_log_reads.evaluation_id, evaluation_log_reads.run_id
