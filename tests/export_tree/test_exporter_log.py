"""What the exporter's log says was given up."""

from humanloop_evals.export_tree.exporter_log import ExporterLog

_BEFORE = "2025-06-05 12:00:01.000 | ERROR    | __main__:paginated_request:470 - "
_ERROR = "Server error '500 Internal Server Error' for url 'https://api.humanloop.com/v5"

_TIME_OUT = "The read operation timed out"


def log_of(*lines: str) -> ExporterLog:
    """A log with these messages."""
    log = ExporterLog()
    for line in lines:
        log.add(_BEFORE + line)
    return log


def test_lost_pages_of_logs_and_datapoints_are_told_by_what_they_are_of() -> None:
    """Whatever else stands in the address."""
    log = log_of(
        f"Error fetching page: {_ERROR}/evaluations/evr_1/logs?page=7&size=100'",
        f"Error fetching page: {_ERROR}/evaluations/evr_1/logs?page=9&size=100'",
        f"Error fetching page: {_ERROR}/datasets/ds_1/datapoints?page=2&version_id=dsv_1'",
        "For more information check: https://developer.mozilla.org/",
    )

    reason = "(Server error '500 Internal Server Error')"
    assert log.explain("evr_1") == f"export.log: could not fetch page 7 {reason}, page 9 {reason}"
    assert log.explain("dsv_1") == f"export.log: could not fetch page 2 {reason}"
    assert (log.explain("evr_2"), log.other_pages) == (None, [])


def test_lost_pages_of_other_listings_are_told() -> None:
    """Nothing else says that these are missing."""
    log = log_of(
        f"Error fetching page: {_ERROR}/logs?page=3&size=100&file_id=pr_1'",
        f"Error fetching page: {_ERROR}/evaluations?page=2&size=100&file_id=pr_1'",
        f"Error fetching page: {_ERROR}/files?page=2&size=100&path='",
        f"Error fetching page: {_TIME_OUT}",
    )

    page = "page {} (Server error '500 Internal Server Error')"
    assert log.other_pages == [
        ("pr_1", f"export.log: could not fetch {page.format(3)} of the logs of file pr_1"),
        ("pr_1", f"export.log: could not fetch {page.format(2)} of the evaluations of file pr_1"),
        (None, f"export.log: could not fetch {page.format(2)} of the listing of files"),
        (None, f"export.log: a page of unknown content could not be fetched ({_TIME_OUT})"),
    ]


def test_files_that_were_given_up_are_told() -> None:
    """With the exception, as far as it is short."""
    log = log_of("File pr_1 generated an exception: 'NoneType' object is not iterable" + "!" * 500)

    assert log.files == {"pr_1": ("'NoneType' object is not iterable" + "!" * 500)[:200]}


def test_other_lines_say_nothing() -> None:
    """Retries that helped, and what a server has answered."""
    log = log_of("Retrying 1/5 after 1.00s delay... Error: x", "Response: {}", "Fetching Files...")

    assert (log.pages, log.other_pages, log.files) == ({}, [], {})
