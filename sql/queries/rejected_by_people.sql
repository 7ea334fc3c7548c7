-- What do people reject that a model accepts?
-- Param evaluation: Id or name of an evaluation; all of them unless it is given.
-- Param evaluator: Name of the model's evaluator; all of them unless it is given.
with

said as (

    select
        judgment_scores.evaluation_id,
        judgment_scores.run_id,
        judgment_scores.log_id,
        evaluators.evaluator_type,
        evaluators.evaluator_name,
        judgment_scores.is_pass,
        judgment_scores.score
    from marts.judgment_scores
    inner join marts.evaluators
        on judgment_scores.evaluator_version_id = evaluators.evaluator_version_id

)

select
    evaluations.name as evaluation,
    person.evaluator_name as person,
    person.score as their_score,
    model.evaluator_name as accepted_by,
    cast(logs.inputs as varchar) as inputs,
    logs.output,
    logs.log_id
from said as person
inner join said as model
    on
        person.evaluation_id = model.evaluation_id
        and person.run_id = model.run_id
        and person.log_id = model.log_id
inner join humanloop.logs
    on person.log_id = logs.log_id
inner join humanloop.evaluations
    on person.evaluation_id = evaluations.evaluation_id
where
    person.evaluator_type = 'human'
    and model.evaluator_type = 'llm'
    and not person.is_pass
    and model.is_pass
    and ($evaluation is null or $evaluation in (evaluations.evaluation_id, evaluations.name))
    and ($evaluator is null or $evaluator = model.evaluator_name)
order by evaluation, person, accepted_by, their_score, logs.log_id
