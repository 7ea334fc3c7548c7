-- One row per version that was run and the version of the same file that was first run before it:
-- what was changed from one to the next. The first of a file is none.
-- Key: version_id
--
-- version_id: The version.
-- previous_version_id: The version of the file that was first run before it.
-- file_id: The file.
-- file_path: Path of the file, its name included.
-- version_label: Name of the version, or its id.
-- previous_version_label: The same of the one before.
-- version_description: What changed, as whoever made the version says.
-- first_run_at: When the version was first run.
-- previous_first_run_at: When the one before was.
-- model: Model.
-- previous_model: Model of the version before.
-- temperature: Sampling temperature.
-- previous_temperature: Sampling temperature of the version before.
-- is_model_changed: Whether the model is another.
-- is_template_changed: Whether the template is another, as one text or as messages.
-- is_tools_changed: Whether its tools, or the tools linked to, are others.
-- changed_parameters: Names of all that is another, one space between them; empty where nothing is.
with

first_runs as (

    select
        runs.version_id,
        min(runs.created_at) as first_run_at
    from humanloop.runs
    group by runs.version_id

),

steps as (

    select
        versions.version_id,
        first_runs.first_run_at,
        lag(versions.version_id) over in_file as previous_version_id,
        lag(first_runs.first_run_at) over in_file as previous_first_run_at
    from first_runs
    inner join humanloop.versions on first_runs.version_id = versions.version_id
    window
        in_file as (
            partition by versions.file_id
            order by
                first_runs.first_run_at nulls last,
                versions.created_at nulls last,
                versions.version_id nulls last
        )

),

-- Parts of versions that are rows of their own.
parts as (

    select
        version_template_messages.version_id,
        'template' as kind,
        version_template_messages.position,
        version_template_messages.role as name,
        version_template_messages.content,
        version_template_messages.content_parts as definition
    from humanloop.version_template_messages
    union all
    select
        version_tools.version_id,
        'tool' as kind,
        version_tools.position,
        coalesce(version_tools.name, version_tools.link_file_id) as name,
        coalesce(version_tools.file_version_id, version_tools.description) as content,
        version_tools.parameters as definition
    from humanloop.version_tools
    union all
    select
        version_linked_tools.version_id,
        'linked tool' as kind,
        version_linked_tools.position,
        version_linked_tools.linked_file_id as name,
        version_linked_tools.linked_version_id as content,
        version_linked_tools.parameters as definition
    from humanloop.version_linked_tools

),

-- Both ways, so that what was added is found as well as what was taken away.
directions as (

    select
        steps.version_id,
        steps.version_id as this_id,
        steps.previous_version_id as other_id
    from steps
    where steps.previous_version_id is not null
    union all
    select
        steps.version_id,
        steps.previous_version_id as this_id,
        steps.version_id as other_id
    from steps
    where steps.previous_version_id is not null

),

part_changes as (

    select
        directions.version_id,
        bool_or(parts.kind = 'template') as is_template_changed,
        bool_or(parts.kind <> 'template') as is_tools_changed
    from directions
    inner join parts on directions.this_id = parts.version_id
    left join parts as others
        on
            directions.other_id = others.version_id
            and parts.kind = others.kind
            and parts.position = others.position
            and parts.name is not distinct from others.name
            and parts.content is not distinct from others.content
            and parts.definition is not distinct from others.definition
    where others.version_id is null
    group by directions.version_id

)

select
    steps.version_id,
    steps.previous_version_id,
    versions.file_id,
    versions.path as file_path,
    coalesce(versions.version_name, versions.version_id) as version_label,
    coalesce(previous.version_name, previous.version_id) as previous_version_label,
    versions.version_description,
    steps.first_run_at,
    steps.previous_first_run_at,
    versions.model,
    previous.model as previous_model,
    versions.temperature,
    previous.temperature as previous_temperature,
    versions.model is distinct from previous.model as is_model_changed,
    versions.template is distinct from previous.template
    or coalesce(part_changes.is_template_changed, false) as is_template_changed,
    coalesce(part_changes.is_tools_changed, false) as is_tools_changed,
    trim(
        case when versions.model is distinct from previous.model then 'model' else '' end
        || case
            when versions.provider is distinct from previous.provider
                then ' provider'
            else ''
        end
        || case
            when versions.endpoint is distinct from previous.endpoint
                then ' endpoint'
            else ''
        end
        || case
            when versions.temperature is distinct from previous.temperature
                then ' temperature'
            else ''
        end
        || case when versions.top_p is distinct from previous.top_p then ' top_p' else '' end
        || case
            when versions.max_tokens is distinct from previous.max_tokens
                then ' max_tokens'
            else ''
        end
        || case when versions.stop is distinct from previous.stop then ' stop' else '' end
        || case
            when versions.presence_penalty is distinct from previous.presence_penalty
                then ' presence_penalty'
            else ''
        end
        || case
            when versions.frequency_penalty is distinct from previous.frequency_penalty
                then ' frequency_penalty'
            else ''
        end
        || case when versions.seed is distinct from previous.seed then ' seed' else '' end
        || case when versions.other is distinct from previous.other then ' other' else '' end
        || case
            when
                versions.response_format_type is distinct from previous.response_format_type
                or versions.response_format_json_schema
                is distinct from previous.response_format_json_schema
                then ' response_format'
            else ''
        end
        || case
            when versions.reasoning_effort is distinct from previous.reasoning_effort
                then ' reasoning_effort'
            else ''
        end
        || case
            when versions.template_language is distinct from previous.template_language
                then ' template_language'
            else ''
        end
        || case
            when versions.max_iterations is distinct from previous.max_iterations
                then ' max_iterations'
            else ''
        end
        || case
            when versions.attributes is distinct from previous.attributes
                then ' attributes'
            else ''
        end
        || case
            when versions.source_code is distinct from previous.source_code
                then ' source_code'
            else ''
        end
        || case when versions.code is distinct from previous.code then ' code' else '' end
        || case
            when versions.instructions is distinct from previous.instructions
                then ' instructions'
            else ''
        end
        || case
            when versions.evaluator_type is distinct from previous.evaluator_type
                then ' evaluator_type'
            else ''
        end
        || case
            when versions.return_type is distinct from previous.return_type
                then ' return_type'
            else ''
        end
        || case
            when
                versions.template is distinct from previous.template
                or part_changes.is_template_changed
                then ' template'
            else ''
        end
        || case when part_changes.is_tools_changed then ' tools' else '' end
    ) as changed_parameters
from steps
inner join humanloop.versions on steps.version_id = versions.version_id
inner join humanloop.versions as previous on steps.previous_version_id = previous.version_id
left join part_changes on steps.version_id = part_changes.version_id
