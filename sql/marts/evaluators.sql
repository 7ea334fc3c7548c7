-- One row per evaluator version: how its judgments are read as scores.
-- Key: evaluator_version_id
--
-- evaluator_version_id: Version of the evaluator.
-- evaluator_file_id: The evaluator, whichever its version.
-- evaluator_path: Path of the evaluator, its name included.
-- evaluator_name: Name of the evaluator.
-- evaluator_version_name: Name given to the version, or its id where it has none.
-- evaluator_type: llm, python, human or external.
-- return_type: boolean, number, select, multi_select or text.
-- arguments_type: target_free or target_required.
-- model: Model of an LLM evaluator.
-- metric: pass_rate where a judgment passes or fails, mean where it is a number; NULL for texts,
--     and for options of which nobody said which are good.
-- pass_rule: What passes: true, false, a positive option, or no negative option.
-- direction: higher or lower: which scores are better; NULL where the evaluator does not say.
-- better_sign: The same as a factor, 1 or -1, for sorting and comparing.
-- is_direction_assumed: Whether true was taken for good because a boolean evaluator has no options.
-- pass_mark: Of numbers with limits and a direction: the middle, where a judgment counts as passed
--     when it is compared with one that passes or fails.
-- number_min: Least number.
-- number_max: Greatest number.
-- created_at: When the version was created.
with

valences as (

    select
        evaluator_options.version_id,
        bool_or(evaluator_options.valence = 'positive') as has_positive,
        bool_or(evaluator_options.valence = 'negative') as has_negative,
        max(case when lower(evaluator_options.name) = 'true' then evaluator_options.valence end)
            as of_true,
        max(case when lower(evaluator_options.name) = 'false' then evaluator_options.valence end)
            as of_false
    from humanloop.evaluator_options
    group by evaluator_options.version_id

),

rules as (

    select
        versions.version_id,
        case versions.return_type
            when 'boolean' then
                case
                    when valences.of_true = 'positive' then 'true'
                    when valences.of_true = 'negative' then 'false'
                    when valences.of_false = 'negative' then 'true'
                    when valences.of_false = 'positive' then 'false'
                    when valences.of_true is null and valences.of_false is null then 'true'
                end
            when 'select' then
                case
                    when valences.has_positive then 'positive option'
                    when valences.has_negative then 'no negative option'
                end
            when 'multi_select' then
                case
                    when valences.has_negative then 'no negative option'
                    when valences.has_positive then 'positive option'
                end
        end as pass_rule,
        versions.return_type = 'boolean'
        and valences.of_true is null and valences.of_false is null as is_direction_assumed
    from humanloop.versions
    left join valences on versions.version_id = valences.version_id
    where
        versions.type = 'evaluator'
        or versions.version_id in (
            select evaluation_evaluators.evaluator_version_id
            from humanloop.evaluation_evaluators
        )

),

directions as (

    select
        rules.version_id,
        rules.pass_rule,
        rules.is_direction_assumed,
        case
            when rules.pass_rule is not null then 'higher'
            when versions.return_type = 'number' and versions.number_valence = 'positive'
                then 'higher'
            when versions.return_type = 'number' and versions.number_valence = 'negative'
                then 'lower'
        end as direction
    from rules
    inner join humanloop.versions on rules.version_id = versions.version_id

)

select
    versions.version_id as evaluator_version_id,
    versions.file_id as evaluator_file_id,
    versions.path as evaluator_path,
    versions.name as evaluator_name,
    coalesce(versions.version_name, versions.version_id) as evaluator_version_name,
    versions.evaluator_type,
    versions.return_type,
    versions.arguments_type,
    versions.model,
    case
        when directions.pass_rule is not null then 'pass_rate'
        when versions.return_type = 'number' then 'mean'
    end as metric,
    directions.pass_rule,
    directions.direction,
    case directions.direction when 'higher' then 1 when 'lower' then -1 end as better_sign,
    coalesce(directions.is_direction_assumed, false) as is_direction_assumed,
    case
        when directions.direction is not null and directions.pass_rule is null
            then (versions.number_min + versions.number_max) / 2
    end as pass_mark,
    versions.number_min,
    versions.number_max,
    versions.created_at
from directions
inner join humanloop.versions on directions.version_id = versions.version_id
