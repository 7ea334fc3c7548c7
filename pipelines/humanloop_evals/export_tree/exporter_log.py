"""What the exporter itself says went wrong: `export.log`."""

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from humanloop_evals.errors import RecordUnusable
from humanloop_evals.export_tree.lines import Text

_PAGE = re.compile(r"Error fetching page: (?P<why>.*)")
_FILE = re.compile(r"File '?(?P<file>[^\s']+)'? generated an exception: (?P<why>.*)")
_URL = re.compile(r"\s*for url '(?P<url>[^']*)'")
_EVALUATION_LOGS = re.compile(r"/evaluations/([^/]+)/logs$")
_DATAPOINTS = re.compile(r"/datasets/[^/]+/datapoints$")
_OWN = "| INFO | exported from "
_WITH_LOGS = "- EXPORT_LOGS: True"
_LONGEST_REASON = 200


@dataclass(slots=True)
class ExporterLog:
    """Pages that the exporter has given up, and files that it has.

    Attributes:
        pages: Of an evaluation's logs by its id, and of the datapoints of a dataset version by
            that: what was said about each page.
        other_pages: Of everything else: the file that it was about, if any, and what was said.
        files: Why a file was given up.
        is_own: Whether this tool has made the export, which takes no more than was asked for.
        with_logs: Whether the exporter was told to export logs.
    """

    pages: dict[str, list[str]] = field(default_factory=dict)
    other_pages: list[tuple[str | None, str]] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    is_own: bool = False
    with_logs: bool = False

    def add(self, line: str) -> None:
        """Take in one line of the log."""
        if found := _PAGE.search(line):
            self._add_page(found["why"])
        elif found := _FILE.search(line):
            self.files[found["file"]] = _short(found["why"])
        self.is_own |= _OWN in line
        self.with_logs |= line.rstrip().endswith(_WITH_LOGS)

    def explain(self, identifier: str) -> str | None:
        """What the log says of an evaluation's logs, or of a dataset version's datapoints."""
        pages = self.pages.get(identifier)
        return f"export.log: could not fetch {', '.join(pages)}" if pages else None

    def _add_page(self, why: str) -> None:
        found = _URL.search(why)
        if found is None:
            # A time-out names no address.
            said = f"export.log: a page of unknown content could not be fetched ({_short(why)})"
            self.other_pages.append((None, said))
            return
        reason = _short(why[: found.start()])
        address = urlsplit(found["url"])
        asked = {name: values[-1] for name, values in parse_qs(address.query).items()}
        page = f"page {asked.get('page', '?')} ({reason})"
        if logs := _EVALUATION_LOGS.search(address.path):
            self.pages.setdefault(logs[1], []).append(page)
        elif _DATAPOINTS.search(address.path) and "version_id" in asked:
            self.pages.setdefault(asked["version_id"], []).append(page)
        else:
            said = f"export.log: could not fetch {page} of {_listing(address.path, asked)}"
            self.other_pages.append((asked.get("file_id"), said))


def read_log(text: Text, path: str) -> ExporterLog:
    """Read a log."""
    found = ExporterLog()
    try:
        for _, line in text.lines(path):
            found.add(line.decode(errors="replace"))
    except RecordUnusable as error:
        said = f"{error}; whether the exporter has lost pages is not known"
        found.other_pages.append((None, said))
    return found


def _listing(path: str, asked: dict[str, str]) -> str:
    """What a listing is of, in words."""
    if path.endswith("/logs") and "file_id" in asked:
        return f"the logs of file {asked['file_id']}"
    if path.endswith("/evaluations") and "file_id" in asked:
        return f"the evaluations of file {asked['file_id']}"
    return "the listing of files" if path.endswith("/files") else f"GET {path}"


def _short(text: str) -> str:
    return text.strip()[:_LONGEST_REASON]
