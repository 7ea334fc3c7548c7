"""An endpoint that pipelines read from."""

import threading
from collections.abc import Iterator

import pytest

from humanloop_evals.sandbox import SANDBOX_KEY, Account, create_app, generate, serve


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[Account]:
    """An account served on loopback, with everything of it configured the dlt way."""
    account = generate(evaluations=3)
    server = serve(create_app(account), host="127.0.0.1", port=0)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    ids = [evaluation["id"] for evaluation in account.evaluations]
    monkeypatch.setenv("HUMANLOOP_API_KEY", SANDBOX_KEY)
    monkeypatch.setenv("HUMANLOOP_BASE_URL", f"http://127.0.0.1:{server.port}/v5")
    monkeypatch.setenv("SOURCES__HUMANLOOP__ALL_EVALUATIONS", "true")
    monkeypatch.setenv("SOURCES__HUMANLOOP__EVALUATION_IDS", str(ids).replace("'", '"'))
    monkeypatch.setenv("RUNTIME__DLTHUB_TELEMETRY", "false")
    yield account
    server.shutdown()
    thread.join()
    server.server_close()
