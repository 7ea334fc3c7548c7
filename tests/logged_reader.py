"""One evaluation whose runs have logs, and the requests that were made for them."""

from collections.abc import Sequence

import api_measured_objects as measured
import api_objects as api
from api_objects import Json
from fake_reader import FakeReader


def reader_of(
    *counts: int, evaluation_id: str = "evr_1", stats: Sequence[int] | None = None
) -> FakeReader:
    """One evaluation whose runs have so many logs each, with one judgment a log."""
    runs = [api.run(f"rn_{number}") for number in range(len(counts))]
    reader = FakeReader([(api.evaluation(evaluation_id, len(runs)), runs)])
    reader.logs_of[evaluation_id] = [
        record(run, number) for run, count in enumerate(counts) for number in range(count)
    ]
    reader.measured[evaluation_id] = stats_of(stats or counts)
    return reader


def record(run: int, number: int) -> Json:
    """Log number so and so of a run."""
    judgment = measured.judgment(f"log_{run}_{number}_j", True)
    return measured.record(f"log_{run}_{number}", judgment, run_id=f"rn_{run}")


def stats_of(counts: Sequence[int]) -> Json:
    """What the platform says about runs with so many logs."""
    return measured.stats(
        *(
            measured.run_stats(
                f"rn_{run}", n, measured.counted("evv_1", n, num_true=n, num_false=0)
            )
            for run, n in enumerate(counts)
        )
    )


def pages(reader: FakeReader) -> list[str]:
    """The requests for logs, without the evaluation."""
    return [call.split(maxsplit=2)[2] for call in reader.calls if call.startswith("logs ")]
