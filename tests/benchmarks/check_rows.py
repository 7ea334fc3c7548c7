"""Whether databases hold the same, whatever their tables are called: nobody is fast by leaving out.

    python tests/benchmarks/check_rows.py [--logs] FILE FILE...

Two shapes are known: ours, a table for every kind of object, and what dlt makes of nested dicts.
With --logs, what is compared are evaluations, runs, logs and judgments; these stand inside of the
logs in one nested shape, and in a table of their own in the other.
Each fact is a set of rows, compared by their number and the sum of their hashes.
"""

import sys
from pathlib import Path

import duckdb

Facts = dict[str, tuple[int, str]]

# Where copies of a version differ, the newest copy has the highest counter.
_OURS = {
    "evaluations": """
        select evaluation_id as id, name, file_id, runs_count, created_by_id as user_id
        from evaluations""",
    "judges": """
        select e.evaluation_id as id, v.version_id, md5(v.code) as code
        from evaluation_evaluators as e
        join versions as v on v.version_id = e.evaluator_version_id""",
    "runs": """
        select e.evaluation_id, e.run_id as id, e.control, e.status, r.version_id,
            r.dataset_version_id, r.created_by_id as user_id, epoch_us(r.created_at) as at
        from evaluation_runs as e join runs as r on r.run_id = e.run_id""",
    "versions": """
        select version_id, file_id, path, version_logs_count as n, model
        from versions where type = 'prompt'""",
    "messages": """
        select version_id, cast(position as bigint) as position, role, md5(content) as content
        from version_template_messages""",
    "datasets": "select dataset_version_id as id, file_id, datapoints_count as n from datasets",
    "inputs": "select version_id, name from version_inputs",
    "environments": "select version_id, environment_id as id from version_environments",
    "monitors": """
        select m.version_id, m.state, v.version_id as id, md5(v.code) as code
        from version_monitoring_evaluators as m
        join versions as v on v.version_id = m.reference_version_id""",
    "users": """
        select user_id as id, email_address as email from users
        where user_id in (select created_by_id from runs)""",
}
_NESTED = {
    "evaluations": """
        select id, name, file_id, runs_count, created_by__id as user_id from evaluations""",
    "judges": """
        select e.id, v.version__version_id as version_id, md5(v.version__spec__code) as code
        from evaluations__evaluators as v join evaluations as e on e._dlt_id = v._dlt_parent_id""",
    "runs": """
        select {evaluation_id} as evaluation_id, id, control, status,
            version__version_id as version_id, dataset__version_id as dataset_version_id,
            created_by__id as user_id, epoch_us(created_at) as at
        from runs""",
    "versions": """
        select version__version_id as version_id, any_value(version__id) as file_id,
            any_value(version__path) as path, max(version__version_logs_count) as n,
            any_value(version__model) as model
        from runs group by version__version_id""",
    "messages": """
        select r.version__version_id as version_id, t._dlt_list_idx as position, t.role,
            md5(t.content) as content
        from runs__version__template as t join runs as r on r._dlt_id = t._dlt_parent_id""",
    "datasets": """
        select dataset__version_id as id, dataset__id as file_id, dataset__datapoints_count as n
        from runs""",
    "inputs": """
        select r.version__version_id as version_id, i.name
        from runs__version__inputs as i join runs as r on r._dlt_id = i._dlt_parent_id""",
    "environments": """
        select r.version__version_id as version_id, e.id
        from runs__version__environments as e join runs as r on r._dlt_id = e._dlt_parent_id""",
    "monitors": """
        select r.version__version_id as version_id, m.state,
            m.version_reference__version__version_id as id,
            md5(m.version_reference__version__spec__code) as code
        from runs__version__evaluators as m join runs as r on r._dlt_id = m._dlt_parent_id""",
    "users": "select created_by__id as id, created_by__email_address as email from runs",
}

# What a judgment says is not compared: dlt reads numbers behind a boolean as booleans.
_ALSO_WITH_LOGS = ("evaluations", "runs")
_OUR_LOGS = {
    "logs": """
        select e.evaluation_id, e.run_id, e.log_id, e.datapoint_id, l.version_id,
            md5(l.output) as output, epoch_us(l.created_at) as at
        from evaluation_logs as e join logs as l using (log_id)""",
    "judgments": """
        select evaluation_id, run_id, log_id, judgment_log_id as id, evaluator_version_id,
            error
        from judgments""",
}
_NESTED_LOGS = {
    "logs": """
        select _evaluations_id as evaluation_id, run_id, log__id as log_id,
            datapoint__id as datapoint_id, log__prompt__version_id as version_id,
            md5(log__output) as output, epoch_us(log__created_at) as at
        from logs""",
    "judgments": """
        select l._evaluations_id as evaluation_id, l.run_id, l.id as log_id, j.id,
            j.evaluator__version_id as evaluator_version_id, j.error
        from logs__evaluator_logs as j join logs as l on l._dlt_id = j._dlt_parent_id""",
}
_APART_LOGS = {
    "logs": """
        select evaluation_id, run_id, id as log_id, datapoint__id as datapoint_id,
            prompt__version_id as version_id, md5(output) as output, epoch_us(created_at) as at
        from logs""",
    "judgments": """
        select evaluation_id, run_id, log_id, id, evaluator__version_id as evaluator_version_id,
            error
        from judgments""",
}


def read_facts(path: Path, *, with_logs: bool) -> Facts:
    """What a database holds: for every fact the number of its rows, and a checksum."""
    with duckdb.connect(str(path), read_only=True) as connection:
        connection.execute("set memory_limit = '2GB'")
        columns = _columns(connection, "runs")
        schema = "humanloop" if "_dlt_load_id" in columns else "main"
        connection.execute(f"use {schema}")
        queries = _OURS if "dataset_version_id" in columns else _NESTED
        parent = "evaluation_id" if "evaluation_id" in columns else "_evaluations_id"
        if with_logs:
            logs = _OUR_LOGS
            if queries is _NESTED:
                logs = _APART_LOGS if "evaluation_id" in columns else _NESTED_LOGS
            queries = {name: queries[name] for name in _ALSO_WITH_LOGS} | logs
        return {
            fact: _sum_up(connection, query.format(evaluation_id=parent))
            for fact, query in queries.items()
        }


def _columns(connection: duckdb.DuckDBPyConnection, table: str) -> set[str]:
    found = connection.execute(
        "select column_name from duckdb_columns() "
        "where schema_name in ('main', 'humanloop') and table_name = ?",
        [table],
    ).fetchall()
    return {name for (name,) in found}


def differences(facts: dict[str, Facts]) -> list[str]:
    """Where databases differ from the first of them, one line each."""
    (first, expected), *others = facts.items()
    return [
        f"{name}: {found[fact][0]:,} {fact}, where {first} has {expected[fact][0]:,}"
        + (" with other values" if found[fact][0] == expected[fact][0] else "")
        for name, found in others
        for fact in expected
        if found[fact] != expected[fact]
    ]


def _sum_up(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[int, str]:
    row = connection.execute(
        "select count(*), cast(coalesce(sum(hash(fact)), 0) as varchar) "
        f"from (select distinct cast(t as varchar) as fact from ({query}) as t)"
    ).fetchone()
    assert row is not None
    return int(row[0]), str(row[1])


def main() -> None:
    """Compare the databases that the arguments name; exit with 1 where they differ."""
    paths = [argument for argument in sys.argv[1:] if argument != "--logs"]
    with_logs = "--logs" in sys.argv
    facts = {path: read_facts(Path(path), with_logs=with_logs) for path in paths}
    for fact, (count, _) in next(iter(facts.values())).items():
        sys.stdout.write(f"{fact}: {count:,}\n")
    found = differences(facts)
    for line in found:
        sys.stdout.write(f"{line}\n")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
