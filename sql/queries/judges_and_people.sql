-- How far do models judge as people do?
select
    evaluation_name as evaluation,
    first_evaluator_name as person,
    second_evaluator_name as model,
    n,
    round(agreement, 3) as agreement,
    round(kappa, 3) as kappa,
    second_only_count as only_the_model_accepts,
    first_only_count as only_the_person_accepts
from marts.judge_agreement
where kind = 'a person and a model' and evaluation_id is not null and n > 0
order by kappa desc nulls last, evaluation, person, model, second_evaluator_version_id
