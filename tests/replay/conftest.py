"""An account, what the export of it has become, and the app that serves that."""

import shutil
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from flask.testing import FlaskClient

from humanloop_evals.client import Client
from humanloop_evals.export import Job, export
from humanloop_evals.export_tree import open_tree
from humanloop_evals.replay import Archive, create_app
from humanloop_evals.sandbox import SANDBOX_KEY, Account, generate
from humanloop_evals.sandbox import create_app as create_sandbox
from humanloop_evals.settings import ClientSettings, Secret, Selection

Serve = Callable[[Path], FlaskClient]


def everything(account: Account) -> Selection:
    """All evaluations, those without a file included."""
    without_file = [one["id"] for one in account.evaluations if one["file_id"] is None]
    return Selection(evaluation_ids=tuple(without_file), all_evaluations=True)


def client_of(app: object) -> Client:
    """Our own client, talking to an app in this process."""
    settings = ClientSettings(base_url="http://localhost/v5", api_key=Secret(SANDBOX_KEY))
    return Client(settings, transport=httpx.WSGITransport(app=app))  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def account() -> Account:
    """Every kind of version, and logs of all of them."""
    return generate(evaluations=3)


@pytest.fixture(scope="session")
def exported(account: Account, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our own export of it; not to be changed."""
    folder = tmp_path_factory.mktemp("exported") / "export"
    reader = client_of(create_sandbox(account))
    outcome = export(Job(reader, everything(account), "sandbox", folder, in_flight=4))
    assert outcome.failures == {}
    return folder


@pytest.fixture(scope="session")
def archives(exported: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The same as a folder and in archives."""
    folder = tmp_path_factory.mktemp("archives")
    with tarfile.open(folder / "export.tar.gz", "w:gz") as packed:
        packed.add(exported, arcname="export")
    zipped = shutil.make_archive(str(folder / "export"), "zip", exported.parent, "export")
    return {"folder": exported, "zip": Path(zipped), "tar.gz": folder / "export.tar.gz"}


@pytest.fixture
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Serves exports, as long as the test lasts."""
    trees = []

    def serve_it(path: Path) -> FlaskClient:
        trees.append(open_tree(path, beside=tmp_path_factory.mktemp("beside")))
        return asking(create_app(Archive(trees[-1])))

    yield serve_it
    for tree in trees:
        tree.store.close()


@pytest.fixture
def replayed(serve: Serve, exported: Path) -> FlaskClient:
    """Asks the export."""
    return serve(exported)


@pytest.fixture
def original(account: Account) -> FlaskClient:
    """Asks the API that was exported."""
    return asking(create_sandbox(account))


def asking(app: object) -> FlaskClient:
    """A client that sends the right key."""
    client: FlaskClient = app.test_client()  # type: ignore[attr-defined]
    client.environ_base["HTTP_X_API_KEY"] = SANDBOX_KEY
    return client
