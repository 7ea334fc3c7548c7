"""A page about the published evaluations: `marimo run notebooks/dashboard.py`."""

import marimo

app = marimo.App(width="medium", app_title="Humanloop evaluations")


with app.setup:
    import marimo as mo

    import page
    import plots
    from published import NoAnswer, open_published


@app.cell
def _():
    try:
        published = open_published()
        _said = page.sentence(published.age())
    except NoAnswer as _error:
        mo.stop(True, mo.callout(page.sentence(str(_error)), kind="danger"))
    mo.vstack([mo.md("# Evaluations"), _said])
    return (published,)


@app.cell
def _(published):
    _files = published.rows("""
        select file_path, max(created_at) as newest_at
        from run_names
        where file_path is not null
        group by file_path
        order by file_path
    """)
    file = page.choice("File", ["all files", *_files.file_path], [None, *_files.file_path])
    return (file,)


@app.cell
def _(file, published):
    _evaluations = published.rows(
        """
        select
            evaluations.evaluation_id, any_value(evaluations.name) as evaluation_name,
            coalesce(max(run_names.created_at), any_value(evaluations.created_at)) as newest_at
        from evaluations
        left join run_names using (evaluation_id)
        where $file is null or run_names.file_path = $file
        group by evaluations.evaluation_id
        order by newest_at desc, evaluation_id
        """,
        file=file.value,
    )
    evaluation = page.choice(
        "Evaluation",
        plots.distinct_labels(
            _evaluations.evaluation_name, _evaluations.newest_at, _evaluations.evaluation_id
        ),
        _evaluations.evaluation_id,
    )
    return (evaluation,)


@app.cell
def _(evaluation, published):
    _evaluators = published.rows(
        """
        select evaluator_version_id, evaluators.evaluator_name, evaluators.created_at
        from evaluation_evaluators
        join evaluators using (evaluator_version_id)
        where evaluation_id = $evaluation
        order by metric = 'pass_rate' desc nulls last, metric nulls last, evaluator_name,
            evaluator_version_id
        """,
        evaluation=evaluation.value,
    )
    evaluator = page.choice(
        "Evaluator",
        plots.distinct_labels(
            _evaluators.evaluator_name, _evaluators.created_at, _evaluators.evaluator_version_id
        ),
        _evaluators.evaluator_version_id,
    )
    _runs = published.rows(
        """
        select run_id, version_label, created_at
        from run_names
        where evaluation_id = $evaluation and control is not true
        order by created_at desc, run_id
        """,
        evaluation=evaluation.value,
    )
    run = page.choice(
        "Run",
        plots.distinct_labels(_runs.version_label, _runs.created_at, _runs.run_id),
        _runs.run_id,
    )
    return evaluator, run


@app.cell
def _(evaluation, evaluator, file, run):
    mo.hstack([file, evaluation, evaluator, run], wrap=True, justify="start", gap=1.5)


@app.cell
def _(evaluation, published):
    ranked = published.rows(
        """
        select leaderboard.*, runs.created_at
        from leaderboard
        join runs using (run_id)
        where evaluation_id = $evaluation
        """,
        evaluation=evaluation.value,
    )
    return (ranked,)


@app.cell
def _(evaluator, ranked, run):
    _rows = ranked[ranked.evaluator_version_id == evaluator.value]
    _unranked = _rows[_rows.reason.notna()][["version_label", "status", "n", "mean", "reason"]]
    mo.vstack(
        [
            mo.md(
                "## Leaderboard\nIntervals are of 95 %. A rank is shared where they overlap, and "
                "given among runs over the same version of the dataset; a line separates others."
            ),
            page.picture(plots.leaderboard(_rows, run.value)),
            page.table(_unranked, empty="No run of it is without a rank."),
        ]
    )


@app.cell
def _(evaluation, published):
    compared = published.rows(
        """
        select control_comparison.*, runs.created_at
        from control_comparison
        join runs using (run_id)
        where evaluation_id = $evaluation
        order by evaluator_name, evaluator_version_id
        """,
        evaluation=evaluation.value,
    )
    return (compared,)


@app.cell
def _(compared, evaluator, run):
    _of_evaluator = compared[compared.evaluator_version_id == evaluator.value]
    _columns = ["evaluator_name", "verdict", "mean_difference", "ci_low", "ci_high", "control_mean"]
    _columns += ["run_mean", "n_pairs", "wins_count", "losses_count", "reason"]
    _of_run = compared[compared.run_id == run.value]
    mo.vstack(
        [
            mo.md(
                "## Against the control\nPaired by datapoint: each is compared with itself. "
                "A verdict needs an interval without 0."
            ),
            page.picture(plots.comparison(_of_evaluator, run.value)),
            mo.md("The chosen run, as every evaluator sees it:"),
            page.table(
                _of_run[_columns],
                empty="The chosen run has nothing to be compared by.",
            ),
        ]
    )


@app.cell
def _(evaluation, evaluator, published, run):
    flipped = published.rows(
        """
        select
            change, control_score, score, inputs, control_output, output, target, messages,
            control_error, error, datapoint_id, control_log_id, log_id
        from flipped_datapoints
        where evaluation_id = $evaluation and evaluator_version_id = $evaluator and run_id = $run
        order by is_worse desc nulls last, abs(difference) desc, datapoint_id
        """,
        evaluation=evaluation.value,
        evaluator=evaluator.value,
        run=run.value,
    )
    flips = page.table(
        flipped[["change", "control_score", "score", "inputs", "control_output", "output"]],
        empty="On no datapoint does the chosen run differ from the control.",
        selection="single",
    )
    return flipped, flips


@app.cell
def _(flips):
    mo.vstack(
        [
            mo.md(
                "## What flipped\nThe datapoints on which the chosen run and the control "
                "differ, worse ones first. Choose one to see it whole."
            ),
            flips,
        ]
    )


@app.cell
def _(flipped, flips):
    mo.stop(flipped.empty or flips.value.empty)
    _flip = flipped.loc[flips.value.index[0]]
    mo.vstack(
        [
            page.texts(
                {"inputs": _flip.inputs, "messages": _flip.messages, "target": _flip.target}
            ),
            page.texts(
                {
                    f"output of the control ({_flip.control_score:.3g})": _flip.control_output,
                    f"output of the run ({_flip.score:.3g})": _flip.output,
                }
            ),
            page.sentence(
                f"datapoint {_flip.datapoint_id}, logs {_flip.control_log_id} and {_flip.log_id}"
            ),
        ]
    )


@app.cell
def _(evaluator, published, run):
    _what = {"run": run.value, "evaluator": evaluator.value}
    _scores = published.rows(
        """
        select distinct on (run_id, evaluator_version_id)
            run_scores.*, evaluators.evaluator_version_name, run_names.created_at
        from run_scores
        join run_names using (evaluation_id, run_id)
        join evaluators using (evaluator_version_id)
        where
            run_names.file_path = (select file_path from run_names where run_id = $run limit 1)
            and evaluators.evaluator_file_id = (
                select evaluator_file_id from evaluators where evaluator_version_id = $evaluator
            )
        order by run_id, evaluator_version_id, evaluation_id
        """,
        **_what,
    )
    _versions = published.rows(
        """
        select version_label, min(created_at) as first_run_at
        from run_names
        where file_path = (select file_path from run_names where run_id = $run limit 1)
        group by version_id, version_label
        """,
        run=run.value,
    )
    _changes = published.rows(
        """
        select
            version_label, first_run_at, changed_parameters, verdict, mean_difference, ci_low,
            ci_high, n_pairs, previous_version_label
        from version_changes
        where
            file_path = (select file_path from run_names where run_id = $run limit 1)
            and evaluator_version_id = $evaluator
        order by first_run_at
        """,
        **_what,
    )
    mo.vstack(
        [
            mo.md(
                "## Over time\nAll runs of the chosen run's file, in any evaluation, as the "
                "chosen evaluator sees them; runs of one day are drawn beside each other."
            ),
            page.picture(plots.trend(_scores, _versions)),
            mo.md("What each version changed, and what it did on the datapoints both have:"),
            page.table(_changes, empty="No two versions that follow each other have been judged."),
        ]
    )


@app.cell
def _(evaluation, published):
    mo.vstack(
        [
            mo.md(
                "## Judges\nHow far the evaluators of this evaluation agree about the same "
                "logs: 1 always, 0 no more than by chance."
            ),
            page.picture(
                plots.agreement(
                    published.rows(
                        "from judge_agreement where evaluation_id = $evaluation",
                        evaluation=evaluation.value,
                    )
                )
            ),
        ]
    )


@app.cell
def _(published):
    _syncs = published.rows("from sync_runs order by started_at")
    _last = _syncs.iloc[-1]
    _counts = published.rows("""
        select
            (select count(*) from sync_issues where sync_id = (select max(sync_id) from sync_runs))
                as issues,
            (select count(*) from platform_differences where is_different) as differences,
            (select count(*) from stale_runs) as stale_runs
    """).iloc[0]
    _behind = published.rows("""
        select evaluation_name, last_synced_at, days_behind, runs_without_logs_count, evaluation_id
        from data_age
        where days_behind > 0 or runs_without_logs_count > 0
        order by days_behind desc, evaluation_id
    """)
    mo.vstack(
        [
            mo.md("## Sync health"),
            mo.hstack(
                [
                    mo.stat(f"{_last.started_at:%d %b %Y %H:%M}", label="last sync (UTC)"),
                    mo.stat(int(_last.exit_code), label="exit code"),
                    mo.stat(f"{_last.evaluations_count:,}", label="evaluations"),
                    mo.stat(int(_counts.issues), label="issues found"),
                    mo.stat(int(_counts.differences), label="differ from the platform"),
                    mo.stat(int(_counts.stale_runs), label="stale runs"),
                ],
                wrap=True,
            ),
            page.picture(plots.syncs(_syncs)),
            page.table(
                _behind, empty="Every evaluation is as new as the last sync, with all its logs."
            ),
        ]
    )


if __name__ == "__main__":
    app.run()
