"""The hand-written source for logs: each page is read once and feeds two tables; parquet."""

from collections.abc import Iterator
from typing import Any

import dlt
from handwritten import PAGE_SIZE, Item, getter, load, resources


@dlt.source(name="humanloop")
def humanloop_logs(base_url: str, file_ids: list[str]) -> Any:
    """Evaluations of some files, their runs, their logs, and what evaluators said of these."""
    get = getter(base_url)
    evaluations, runs = resources(get, file_ids)

    @dlt.transformer(data_from=evaluations, parallelized=True)
    def records(page: list[Item]) -> Iterator[list[Item]]:
        for evaluation in page:
            number = 1
            while True:
                path = f"/evaluations/{evaluation['id']}/logs"
                answer = get(path, page=number, size=PAGE_SIZE)
                yield [{"evaluation_id": evaluation["id"], **each} for each in answer["records"]]
                if number * PAGE_SIZE >= answer["total"]:
                    break
                number += 1

    @dlt.transformer(
        data_from=records,
        write_disposition="merge",
        primary_key=["evaluation_id", "run_id", "id"],
    )
    def logs(page: list[Item]) -> Iterator[list[Item]]:
        yield [
            {**_of_run(record), "datapoint": record["datapoint"], **record["log"]}
            for record in page
        ]

    @dlt.transformer(
        data_from=records,
        write_disposition="merge",
        primary_key=["evaluation_id", "run_id", "id"],
    )
    def judgments(page: list[Item]) -> Iterator[list[Item]]:
        yield [
            {**_of_run(record), "log_id": record["log"]["id"], **judgment}
            for record in page
            for judgment in record["evaluator_logs"]
        ]

    return evaluations, runs, logs, judgments


def _of_run(record: Item) -> Item:
    return {"evaluation_id": record["evaluation_id"], "run_id": record["run_id"]}


load(humanloop_logs, "parquet")
