"""What runs, evaluators and datasets are called, so that no two of them look the same."""

from collections import defaultdict
from collections.abc import Iterable

from humanloop_evals.report.rows import Evaluation, Evaluator, Rows, Run
from humanloop_evals.report.words import Label, name_or_id, ordinal


class Names:
    """The names behind the ids of one report.

    Args:
        rows: What the report is made of.
    """

    def __init__(self, rows: Rows) -> None:
        self._runs = _run_labels(rows.runs)
        self._datasets = {run.dataset_version_id: _dataset_label(run) for run in rows.runs}
        self._evaluators = _evaluator_labels(rows)
        self._evaluations = {one.evaluation_id: _evaluation_label(one) for one in rows.evaluations}

    def run(self, evaluation_id: str, run_id: str) -> Label:
        """A run: its version, and which of that version's runs it is."""
        return self._runs[evaluation_id, run_id]

    def evaluator(self, evaluator_version_id: str) -> Label:
        """An evaluator, with its version where there are several."""
        known = self._evaluators.get(evaluator_version_id)
        return known or name_or_id(None, evaluator_version_id, "evaluator")

    def dataset(self, dataset_version_id: str | None) -> Label:
        """A version of a dataset."""
        return self._datasets.get(dataset_version_id) or name_or_id(
            None, dataset_version_id, "no dataset"
        )

    def evaluation(self, evaluation_id: str) -> Label:
        """An evaluation."""
        return self._evaluations[evaluation_id]


def _run_labels(runs: Iterable[Run]) -> dict[tuple[str, str], Label]:
    """By evaluation and run; the runs come in the order in which they were made."""
    of_version: dict[tuple[str, str], list[Run]] = defaultdict(list)
    for run in runs:
        label = name_or_id(run.version_label, run.version_id or run.run_id, "run")
        of_version[run.evaluation_id, label.text].append(run)
    return {
        (run.evaluation_id, run.run_id): Label(
            text if len(same) == 1 else f"{text} ({ordinal(position)} run)", run.run_id
        )
        for (_, text), same in of_version.items()
        for position, run in enumerate(same, start=1)
    }


def _evaluator_labels(rows: Rows) -> dict[str, Label]:
    judging = {place.evaluator_version_id for place in rows.places}
    judging |= {one.evaluator_version_id for one in rows.flakiness}
    versions: dict[str, list[Evaluator]] = defaultdict(list)
    for evaluator in rows.evaluators:
        if evaluator.evaluator_version_id in judging:
            versions[evaluator.evaluator_name or ""].append(evaluator)
    return {
        one.evaluator_version_id: _evaluator_label(one, has_siblings=len(same) > 1)
        for same in versions.values()
        for one in same
    }


def _evaluator_label(evaluator: Evaluator, *, has_siblings: bool) -> Label:
    label = name_or_id(evaluator.evaluator_name, evaluator.evaluator_version_id, "evaluator")
    if not has_siblings or not evaluator.evaluator_name:
        return label
    version = name_or_id(
        evaluator.evaluator_version_name, evaluator.evaluator_version_id, "version"
    )
    return Label(f"{label.text} · {version.text}", label.full)


def _dataset_label(run: Run) -> Label:
    path = name_or_id(run.dataset_path, run.dataset_version_id, "no dataset")
    if not run.dataset_version_name:
        return path
    return Label(f"{path.text} · {run.dataset_version_name}", path.full)


def _evaluation_label(evaluation: Evaluation) -> Label:
    return name_or_id(evaluation.evaluation_name, evaluation.evaluation_id, "evaluation")
