"""An export loads as the API does that it was made from, row by row."""

from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from humanloop_evals.client import Client
from humanloop_evals.export import Job, export
from humanloop_evals.export_tree import ExportReader
from humanloop_evals.extract import Scope
from humanloop_evals.reader import Reader
from humanloop_evals.sandbox import SANDBOX_KEY, Account, create_app, generate
from humanloop_evals.settings import ClientSettings, Secret, Selection
from humanloop_evals.sync import sync
from sync.accounts import make_job
from sync.contents import Contents, contents, query

# What belongs to a version, and so comes with versions that only an export has.
OF_VERSIONS = {
    "versions",
    "version_inputs",
    "version_environments",
    "version_tags",
    "version_tools",
    "version_linked_tools",
    "version_monitoring_evaluators",
    "version_evaluator_aggregates",
    "version_template_messages",
    "evaluator_options",
    "datasets",
    "dataset_datapoints",
}
ONLY_IN_EXPORTS = {"deployments", "file_logs"}


@dataclass(frozen=True)
class Loaded:
    """Both databases of one account."""

    account: Account
    from_api: Path
    from_export: Path

    @property
    def rows(self) -> tuple[Contents, Contents]:
        """All rows of the API's, and of the export's."""
        return contents(self.from_api), contents(self.from_export)


def client_of(account: Account, *, verbatim: bool) -> Client:
    """A client that talks to the account in this process."""
    key = Secret(SANDBOX_KEY)
    settings = ClientSettings(base_url="http://localhost/v5", api_key=key, verbatim=verbatim)
    return Client(settings, transport=httpx.WSGITransport(app=create_app(account)))


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    """Synced from the API, exported, and synced from the export."""
    account, folder = generate(evaluations=3), tmp_path_factory.mktemp("loaded")
    alone = tuple(one["id"] for one in account.evaluations if one["file_id"] is None)
    wanted = Selection(evaluation_ids=alone, all_evaluations=True)
    reader = client_of(account, verbatim=True)
    assert export(Job(reader, wanted, "x", folder / "out", in_flight=4)).failures == {}
    inputs: dict[str, Reader] = {
        "api": client_of(account, verbatim=False),
        "export": ExportReader(folder / "out", beside=folder),
    }
    for name, reader in inputs.items():
        job = make_job(
            reader, folder / f"{name}.duckdb", selection=wanted, scope=Scope(), in_flight=1
        )
        assert sync(job).exit_code == 0
    return Loaded(account, folder / "api.duckdb", folder / "export.duckdb")


def test_export_loads_every_row_of_the_api(loaded: Loaded) -> None:
    """The very same row, to the last digit."""
    api, exported = loaded.rows
    missing = {name: set(rows) - set(exported[name]) for name, rows in api.items()}

    assert {name: rows for name, rows in missing.items() if rows} == {}
    assert min(len(rows) for name, rows in api.items() if name not in ONLY_IN_EXPORTS) > 0


def test_export_loads_more_only_of_what_only_an_export_has(loaded: Loaded) -> None:
    """Versions that nothing refers to, their datapoints, deployments, and which logs a file has."""
    api, exported = loaded.rows
    more = {name: set(rows) - set(api[name]) for name, rows in exported.items()}
    known = {
        row[0]
        for row in query(
            loaded.from_api,
            "select version_id from humanloop.versions "
            "union all select distinct dataset_version_id from humanloop.dataset_datapoints",
        )
    }
    versions = {v["version_id"] for vs in loaded.account.versions.values() for v in vs}
    extra = {name: {row[0] for row in more[name]} for name in OF_VERSIONS}

    assert {name for name, rows in more.items() if rows} <= (
        OF_VERSIONS | ONLY_IN_EXPORTS | {"datapoints"}
    )
    assert {name: found & known for name, found in extra.items() if found & known} == {}
    assert extra["versions"] | extra["dataset_datapoints"] == versions - known


def test_export_loads_where_versions_are_deployed(loaded: Loaded) -> None:
    """Every environment of every version of every file."""
    found = query(
        loaded.from_export,
        "select file_id, environment_id, version_id from humanloop.deployments order by all",
    )

    assert found == sorted(
        (file_id, place["id"], version["version_id"])
        for file_id, versions in loaded.account.versions.items()
        for version in versions
        for place in version["environments"] or ()
    )


def test_export_loads_which_logs_a_file_has(loaded: Loaded) -> None:
    """Those of the runs that its versions took part in, here all logs that are no steps."""
    sql = "select file_id, log_id from humanloop.file_logs order by all"
    of_runs = (
        "select distinct v.file_id, l.log_id from humanloop.logs l "
        "join humanloop.versions v using (version_id) "
        "join humanloop.evaluation_logs using (log_id) order by all"
    )

    assert query(loaded.from_export, sql) == query(loaded.from_api, of_runs)
    assert query(loaded.from_api, sql) == []
