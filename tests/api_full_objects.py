"""API objects with every field that the contract knows, each field with a value of its own."""

from api_objects import Json, environment, evaluator, prompt, user, verbatim


def full_user() -> Json:
    """A user as captured."""
    named = {"email_address": "grace@example.com", "full_name": "Grace"}
    return {"id": "usr_full", **named, "platform_access": "superadmin"}


def full_environment() -> Json:
    """An environment."""
    created_at = "2024-01-01T00:00:00Z"
    return {"id": "env_full", "created_at": created_at, "name": "staging", "tag": "other"}


def file_fields(kind: str) -> Json:
    """What every file at a version has, and what older releases gave it."""
    return {
        "path": "Support/Answers",
        "id": "pr_full",
        "directory_id": "dir_1",
        "name": "Answers",
        "version_id": "prv_full",
        "type": kind,
        "version_name": "v2",
        "version_description": "Shorter",
        "description": "Answers to customers",
        "readme": "# Answers",
        "created_at": "2024-01-02T00:00:00Z",
        "updated_at": "2024-01-03T00:00:00Z",
        "last_used_at": "2024-01-04T00:00:00Z",
        "created_by": user("usr_maker"),
        "committed_by": user("usr_committer"),
        "committed_at": "2024-01-05T00:00:00Z",
        "commit_message": "Shorten",
        "status": "committed",
        "tags": ["calm", "short"],
        "environments": [environment("env_a"), environment("env_b")],
        "attributes": {"team": "support"},
        "schema": {"type": "object"},
    }


def versioned_fields() -> Json:
    """What every version of anything but a dataset has."""
    return {
        "version_logs_count": 11,
        "total_logs_count": 22,
        "inputs": [{"name": "question"}, {"name": "tone"}],
        "evaluators": [full_monitor()],
        "evaluator_aggregates": [full_aggregate()],
    }


def prompt_parameters() -> Json:
    """The parameters of a prompt, an agent, and the prompt inside an LLM evaluator."""
    model = {"model": "gpt-4o", "endpoint": "chat", "provider": "openai"}
    return model | {
        "template": [full_message()],
        "template_language": "jinja",
        "max_tokens": -1,
        "temperature": 0.7,
        "top_p": 0.9,
        "stop": ["END", "STOP"],
        "presence_penalty": 0.1,
        "frequency_penalty": 0.2,
        "other": {"logit_bias": {}},
        "seed": 42,
        "response_format": {"type": "json_schema", "json_schema": {"name": "answer"}},
        "reasoning_effort": "high",
    }


def full_prompt() -> Json:
    """A prompt."""
    own = {
        "tools": [full_function()],
        "linked_tools": [full_linked_tool()],
        "raw_file_content": "model: gpt-4o",
    }
    return file_fields("prompt") | versioned_fields() | prompt_parameters() | own


def full_tool() -> Json:
    """A tool."""
    own = {
        "function": full_function(),
        "source_code": "def find(): ...",
        "signature": "find()",
        "setup_values": {"index": "main"},
        "tool_type": "python",
    }
    return file_fields("tool") | versioned_fields() | own


def full_flow() -> Json:
    """A flow."""
    return file_fields("flow") | versioned_fields()


def full_evaluator() -> Json:
    """An evaluator whose spec has the fields of every type of evaluator."""
    return file_fields("evaluator") | versioned_fields() | {"spec": full_spec()}


def full_agent() -> Json:
    """An agent."""
    own = {
        "tools": [full_inline_tool(), full_file_tool()],
        "max_iterations": 8,
        "raw_file_content": "model: gpt-4o",
    }
    return file_fields("agent") | versioned_fields() | prompt_parameters() | own


def full_dataset() -> Json:
    """A dataset without its datapoints, as runs have it."""
    own = {"id": "ds_full", "version_id": "dsv_full", "datapoints_count": 5, "datapoints": None}
    return file_fields("dataset") | own


def every_version_field() -> Json:
    """The fields of all types in one object: a row without a NULL."""
    text = {"template": "Answer {{question}}"}
    spec = {"spec": full_spec() | {"prompt": {"attributes": {"judge": True}}}}
    return full_flow() | full_tool() | full_agent() | full_prompt() | spec | text


def full_spec() -> Json:
    """An evaluator's spec, of every type at once."""
    return {
        "arguments_type": "target_required",
        "return_type": "select",
        "evaluator_type": "llm",
        "attributes": {"strictness": 2},
        "options": [{"name": "good", "valence": "positive"}, {"name": "bad", "valence": None}],
        "number_limits": {"min": 0, "max": 10, "step": 0.5},
        "number_valence": "positive",
        "prompt": prompt_parameters()
        | {
            "attributes": {"judge": True},
            "tools": [full_function()],
            "linked_tools": ["tl_linked"],
        },
        "code": "return True",
        "instructions": "Read carefully",
    }


def full_function() -> Json:
    """A function that a model can call."""
    return {
        "name": "search",
        "description": "Searches",
        "strict": True,
        "parameters": verbatim('{"type": "object", "b": 1, "a": 2}'),
    }


def full_linked_tool() -> Json:
    """A tool that a prompt links to."""
    return full_function() | {"id": "tl_linked", "version_id": "tv_linked"}


def full_inline_tool() -> Json:
    """An agent's own function."""
    return {"type": "inline", "json_schema": full_function(), "on_agent_call": "continue"}


def full_file_tool() -> Json:
    """A file that an agent may call."""
    link = {"file_id": "pr_link", "environment_id": "env_link", "version_id": "prv_link"}
    file = prompt("prv_called")
    return {"type": "file", "link": link, "on_agent_call": "stop", "file": file}


def full_monitor() -> Json:
    """A monitoring evaluator that refers to what is deployed to an environment."""
    return {
        "version_reference": {
            "type": "environment",
            "file": prompt("prv_deployed"),
            "environment": environment("env_watched"),
        },
        "version": evaluator("evv_watching"),
        "state": "inactive",
        "created_at": "2024-02-01T00:00:00Z",
        "updated_at": "2024-02-02T00:00:00Z",
    }


def full_aggregate() -> Json:
    """An average over the logs of a version."""
    return {
        "value": 0.75,
        "evaluator_id": "ev_mean",
        "evaluator_version_id": "evv_mean",
        "created_at": "2024-03-01T00:00:00Z",
        "updated_at": "2024-03-02T00:00:00Z",
    }


def full_message() -> Json:
    """A chat message whose content is a list of parts."""
    return {
        "content": verbatim('[{"type": "text", "text": "Look"}]'),
        "name": "Ada",
        "tool_call_id": "call_0",
        "role": "assistant",
        "tool_calls": verbatim('[{"id": "call_1", "type": "function"}]'),
        "thinking": verbatim('[{"type": "redacted_thinking", "data": "x"}]'),
    }


def full_run() -> Json:
    """A run."""
    return {
        "id": "rn_full",
        "dataset": full_dataset(),
        "version": full_prompt(),
        "orchestrated": True,
        "added_at": "2024-04-01T00:00:00Z",
        "created_at": "2024-04-02T00:00:00Z",
        "created_by": user("usr_runner"),
        "status": "running",
        "control": True,
    }


def full_evaluation() -> Json:
    """An evaluation."""
    member = {
        "version": full_evaluator() | {"id": "ev_full", "version_id": "evv_full"},
        "orchestrated": False,
        "added_at": "2024-05-01T00:00:00Z",
    }
    return {
        "id": "evr_full",
        "runs_count": 1,
        "evaluators": [member],
        "name": "Tone",
        "file_id": "pr_full",
        "created_at": "2024-05-02T00:00:00Z",
        "created_by": user("usr_owner"),
        "updated_at": "2024-05-03T00:00:00Z",
        "url": "https://example.com/evaluations/evr_full",
    }
