"""What the source says about itself against the rows that were loaded: sync_reconciliation.

Everything is computed from the tables of the side file, so that what is compared is what will be
published and not what was meant to be loaded.
"""

import json

import duckdb

from humanloop_evals.database import SCHEMA, Portion, fetch_all, read_portions
from humanloop_evals.extract import (
    FEWEST_DIGITS,
    HALVES,
    NEAR,
    ROUNDED,
    Difference,
    Report,
)
from humanloop_evals.tables import SYNC_RECONCILIATION

_TABLE = f"{SCHEMA}.{SYNC_RECONCILIATION.name}"
_NAMES = ("evaluation_id", "run_id", "evaluator_version_id", "option_name", "dataset_version_id")
_COMPARED = ("what", *_NAMES, "expected", "loaded", "explanation")
_FIGURES = ("expected", "loaded")
# DuckDB raises where the square of a number is no double any more.
_LARGEST = "1e150"
_UNFINISHED = "the run has not ended"
_UNLISTED = "the evaluation has no such evaluator now, and its stats do not list it"
_NO_LOGS = "the run has no logs"
_LOST = "logs of the run are missing in the export"
_KNOWN = "the same difference as when it was last read"

_CREATE = f"""
create or replace temp table compared (
    what varchar, {", ".join(f"{name} varchar" for name in _NAMES)},
    expected double, loaded double, explanation varchar
)
"""


# The runs whose logs this load has read, and what was said of their own logs: kept, because each
# of the queries below would join judgments and logs anew. An archive takes no row away: what it
# lacks may be there from an earlier load, and is not missing then.
def _reads(portion: Portion) -> str:
    return f"""
create or replace temp table reads as
with counted_logs as (
    select evaluation_id, run_id, count(*) as n,
        count(*) filter (where _dlt_load_id = $load_id) as n_of_load
    from {SCHEMA}.evaluation_logs
    where {portion.holds("evaluation_id")}
    group by evaluation_id, run_id
)
select r.evaluation_id, r.run_id, r.logs_count, s.num_logs, coalesce(n, 0) as n,
    p.evaluation_id is not null as has_report, s.run_id is not null as has_stats,
    case when $is_archive then coalesce(n_of_load, 0) else coalesce(n, 0) end as n_read,
    case
        when $is_archive and s.num_logs > coalesce(n, 0) then '{_LOST}'
        when e.status not in ('completed', 'cancelled') then '{_UNFINISHED}'
    end as why
from {SCHEMA}.evaluation_log_reads as r
join {SCHEMA}.evaluation_runs as e using (evaluation_id, run_id)
left join {SCHEMA}.run_stats as s using (evaluation_id, run_id)
left join {SCHEMA}.evaluation_reports as p
    on p.evaluation_id = r.evaluation_id and p._dlt_load_id = $load_id
left join counted_logs using (evaluation_id, run_id)
where r._dlt_load_id = $load_id and {portion.holds("r.evaluation_id")}
"""


def _said(portion: Portion) -> str:
    return f"""
create or replace temp table said as
select evaluation_id, run_id, evaluator_version_id, judgment_log_id, outcome, judgment_boolean,
    judgment_number
from {SCHEMA}.judgments
semi join (
    select * from {SCHEMA}.evaluation_logs where {portion.holds("evaluation_id")}
) using (evaluation_id, run_id, log_id)
where (_dlt_load_id = $load_id or $is_archive) and {portion.holds("evaluation_id")}
"""


# A run is in the stats, or is not: 1 or 0.
_LOGS = f"""
select what, evaluation_id, run_id, null, null, null, expected, found, why
from (
    select 'logs_total' as what, evaluation_id, run_id, logs_count as expected, n_read as found, why
    from reads
    union all
    select 'num_logs', evaluation_id, run_id, num_logs, n, why from reads
    union all
    select 'stats_of_run', evaluation_id, run_id, 1, cast(has_stats as integer),
        coalesce(why, case when n = 0 then '{_NO_LOGS}' end)
    from reads where has_report
)
where expected is not null
"""


def _strangers(portion: Portion) -> str:
    """Stats of runs that the evaluation does not have."""
    return f"""
insert into compared
select 'stats_of_run', evaluation_id, run_id, null, null, null, 0, 1, null
from {SCHEMA}.run_stats
anti join {SCHEMA}.evaluation_runs using (evaluation_id, run_id)
where run_stats._dlt_load_id = $load_id and {portion.holds("evaluation_id")}
"""


# Whether a standard deviation is that of the sample is not documented: the nearer one is taken.
_EVALUATORS = f"""
with computed as (
    select evaluation_id, run_id, evaluator_version_id,
        count(*) as total_logs,
        count(*) filter (where outcome = 'judged') as num_judgments,
        count(*) filter (where outcome = 'null') as num_nulls,
        count(*) filter (where outcome = 'error') as num_errors,
        count(*) filter (where judgment_boolean) as num_true,
        count(*) filter (where not judgment_boolean) as num_false,
        avg(judgment_number) as mean,
        sum(judgment_number) as sum,
        stddev_samp(judgment_number) filter (where abs(judgment_number) < {_LARGEST})
            as std_sample,
        stddev_pop(judgment_number) filter (where abs(judgment_number) < {_LARGEST})
            as std_population
    from said group by evaluation_id, run_id, evaluator_version_id
),
paired as (
    select s.evaluation_id, s.run_id, s.evaluator_version_id, why,
        unnest([
            {{'what': 'total_logs', 'expected': s.total_logs, 'loaded': coalesce(c.total_logs, 0)}},
            {{'what': 'num_judgments', 'expected': s.num_judgments,
              'loaded': coalesce(c.num_judgments, 0)}},
            {{'what': 'num_nulls', 'expected': s.num_nulls, 'loaded': coalesce(c.num_nulls, 0)}},
            {{'what': 'num_errors', 'expected': s.num_errors, 'loaded': coalesce(c.num_errors, 0)}},
            {{'what': 'num_true', 'expected': s.num_true, 'loaded': coalesce(c.num_true, 0)}},
            {{'what': 'num_false', 'expected': s.num_false, 'loaded': coalesce(c.num_false, 0)}},
            {{'what': 'mean', 'expected': s.mean, 'loaded': c.mean}},
            {{'what': 'sum', 'expected': s.sum, 'loaded': coalesce(c.sum, 0)}},
            {{'what': 'std', 'expected': s.std,
              'loaded': case when c.std_sample is null
                  or abs(s.std - c.std_population) < abs(s.std - c.std_sample)
                  then c.std_population else c.std_sample end}}
        ]::struct(what varchar, expected double, loaded double)[], recursive := true)
    from reads
    join {SCHEMA}.run_evaluator_stats as s using (evaluation_id, run_id)
    left join computed as c using (evaluation_id, run_id, evaluator_version_id)
)
select what, evaluation_id, run_id, evaluator_version_id, null, null, expected, loaded, why
from paired where expected is not null
"""

# What judged without being in the stats: of an evaluation's own evaluators it should be there.
_UNLISTED_EVALUATORS = f"""
select 'total_logs', evaluation_id, run_id, evaluator_version_id, null, null, 0, count(*),
    coalesce(any_value(why), case when not bool_or(evaluator_version_id in (
        select e.evaluator_version_id from {SCHEMA}.evaluation_evaluators as e
        where e.evaluation_id = said.evaluation_id
    )) then '{_UNLISTED}' end)
from said
join reads using (evaluation_id, run_id)
semi join {SCHEMA}.run_stats using (evaluation_id, run_id)
anti join {SCHEMA}.run_evaluator_stats using (evaluation_id, run_id, evaluator_version_id)
where evaluator_version_id is not null
group by evaluation_id, run_id, evaluator_version_id
"""


def _options(portion: Portion) -> str:
    return f"""
with computed as (
    select o.evaluation_id, o.run_id, said.evaluator_version_id, o.option_name, count(*) as n
    from {SCHEMA}.judgment_options as o
    join said using (evaluation_id, run_id, judgment_log_id)
    where {portion.holds("o.evaluation_id")}
    group by all
)
select 'num_judgments_per_option', evaluation_id, run_id, evaluator_version_id, option_name, null,
    coalesce(s.num_judgments, 0), coalesce(c.n, 0), why
from (
    select * from {SCHEMA}.run_evaluator_options
    where (evaluation_id, run_id) in (select (evaluation_id, run_id) from reads)
) as s
full join (
    select computed.* from computed
    join {SCHEMA}.run_evaluator_stats using (evaluation_id, run_id, evaluator_version_id)
    where stats_type = 'select'
) as c using (evaluation_id, run_id, evaluator_version_id, option_name)
join reads using (evaluation_id, run_id)
"""


_DATASETS = f"""
select 'datapoints_count', null, null, null, null, dataset_version_id,
    datapoints_count, count(p.datapoint_id), null
from {SCHEMA}.datasets
left join {SCHEMA}.dataset_datapoints as p using (dataset_version_id)
where datapoints_count is not null
    and list_contains($asked_for, dataset_version_id)
group by dataset_version_id, datapoints_count
"""

_LAST_DIFFERENCES = f"""
select distinct what, {", ".join(_NAMES)}, expected, loaded
from (
    select *, max(sync_id) over (partition by what, {", ".join(_NAMES)}) as newest
    from {_TABLE}
)
where status = 'differs' and sync_id = newest
"""
_JUDGE = f"""
create or replace temp table judged as
with known as ({_LAST_DIFFERENCES}),
figures as (
    select f.*, abs(f.expected - f.loaded) as off,
        greatest(
            {FEWEST_DIGITS}, length(split_part(cast(f.expected as varchar), '.', 2))
        ) as digits,
        f.what in ('mean', 'sum', 'std') and off <= 0.5 * pow(10, -digits) + {HALVES}
            and off <= {ROUNDED} * abs(f.expected) as is_rounded,
        off <= {NEAR} * greatest(1, abs(f.expected)) as is_equal,
        coalesce(
            abs(known.expected - f.expected) <= {NEAR} * greatest(1, abs(f.expected))
            and (
                known.loaded is not distinct from f.loaded
                or abs(known.loaded - f.loaded) <= {NEAR} * greatest(1, abs(f.loaded))
            ),
            false
        ) as is_known
    from compared as f
    left join known on known.what = f.what
        and {" and ".join(f"known.{n} is not distinct from f.{n}" for n in _NAMES)}
)
select what, {", ".join(_NAMES)}, expected, loaded,
    case
        when is_equal then 'equal'
        when explanation = '{_UNFINISHED}' and what <> 'logs_total' then 'explained'
        when explanation in ('{_UNLISTED}', '{_NO_LOGS}') then 'explained'
        when explanation = '{_LOST}' and what not in ('logs_total', 'num_logs') then 'explained'
        when is_rounded then 'explained'
        else 'differs'
    end as status,
    case
        when is_equal then null
        when explanation is not null then explanation
        when is_rounded then 'equal when rounded to ' || digits || ' digits'
        when is_known then '{_KNOWN}'
    end as explanation,
    is_known
from figures
"""

_FORGET_EQUAL = f"""
delete from {_TABLE} as old using judged as new
where old.status <> 'differs' and old.what = new.what
    and {" and ".join(f"old.{n} is not distinct from new.{n}" for n in _NAMES)}
"""

_INSERT = f"""
insert into {_TABLE} by name
select $sync_id as sync_id,
    row_number() over (order by what, {", ".join(_NAMES)}) - 1 as position,
    * exclude (is_known)
from judged
"""


def reconcile(
    connection: duckdb.DuckDBPyConnection,
    sync_id: str,
    load_id: str,
    report: Report,
    *,
    is_archive: bool = False,
) -> tuple[list[Difference], int]:
    """Compare every figure of what this load has read, and write all of them down.

    Returns:
        Differences that were not there when the same was last compared, which are worth an alarm;
        and how many were. What an archive lacks is said whenever it is loaded.
    """
    connection.execute(_CREATE)
    _insert(connection, report.counts)
    of_load = {"load_id": load_id, "is_archive": is_archive}
    for portion in read_portions(connection):
        fetch_all(connection, _strangers(portion), {"load_id": load_id})
        ((runs,),) = fetch_all(connection, _reads(portion), of_load)
        if not runs:
            # Whatever else is compared is of runs whose logs were read.
            continue
        fetch_all(connection, _said(portion), of_load)
        for query in (_LOGS, _EVALUATORS, _UNLISTED_EVALUATORS, _options(portion)):
            fetch_all(connection, f"insert into compared {query}")
    fetch_all(
        connection,
        f"insert into compared {_DATASETS}",
        {"asked_for": [*report.read_datasets, *report.unread_datasets]},
    )
    for version_id, error in report.unread_datasets.items():
        connection.execute(
            "update compared set explanation = ? where dataset_version_id = ?",
            [str(error), version_id],
        )
    for identifier, text in report.explanations.items():
        connection.execute(
            "update compared set explanation = $text where dataset_version_id = $id "
            "or (evaluation_id = $id and what = 'num_logs' and expected > loaded)",
            {"text": text, "id": identifier},
        )
    fetch_all(connection, _JUDGE)
    fetch_all(connection, _FORGET_EQUAL)
    fetch_all(connection, _INSERT, {"sync_id": sync_id})
    return _differences(connection, with_known=is_archive)


def new_among(connection: duckdb.DuckDBPyConnection, counts: list[Difference]) -> list[Difference]:
    """Those counts of evaluations that did not differ so when they were last compared."""
    known = set(
        connection.execute(
            f"select what, evaluation_id, expected, loaded from ({_LAST_DIFFERENCES})"
        ).fetchall()
    )
    return [
        count
        for count in counts
        if (count.what, count.evaluation_id, count.expected, count.loaded) not in known
    ]


def _insert(connection: duckdb.DuckDBPyConnection, counts: list[Difference]) -> None:
    """In one statement: row by row costs seconds at 1,000 rows."""
    rows = [{name: getattr(count, name) for name in _COMPARED} for count in counts]
    shape = {name: "DOUBLE" if name in _FIGURES else "VARCHAR" for name in _COMPARED}
    connection.execute(
        "insert into compared by name select unnest(from_json(?, ?), max_depth := 2)",
        [json.dumps(rows), json.dumps([shape])],
    )


def _differences(
    connection: duckdb.DuckDBPyConnection, *, with_known: bool
) -> tuple[list[Difference], int]:
    new = connection.execute(
        "select what, evaluation_id, expected, loaded, run_id, evaluator_version_id, "
        "option_name, dataset_version_id, explanation "
        "from judged where status = 'differs' and (not is_known or $with_known) order by all",
        {"with_known": with_known},
    ).fetchall()
    known = connection.execute(
        "select count(*) from judged where status = 'differs' and is_known and not $with_known",
        {"with_known": with_known},
    ).fetchone()
    assert known is not None
    return [Difference(*row) for row in new], int(known[0])
