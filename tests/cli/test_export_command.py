"""`export` as a command: what it prints, and how it refuses."""

import json
from pathlib import Path

import command
from export.trees import done


def test_export_says_what_is_in_the_folder(tmp_path: Path, sandbox_url: str) -> None:
    """And, the second time, what had not changed."""
    flags = ("--all-evaluations", "--base-url", sandbox_url, "--no-logs")
    first = command.run("export", "out", *flags, folder=tmp_path, HUMANLOOP_API_KEY="sandbox")
    second = command.run("export", "out", *flags, folder=tmp_path, HUMANLOOP_API_KEY="sandbox")
    head, *lines = first.out.splitlines()

    assert (first.code, first.err, second.code, second.err) == (0, "", 0, "")
    assert head.startswith(f"out: from {sandbox_url.removesuffix('/v5')} in ")
    assert [line.split() for line in lines if line] == [
        ["files", "55"],
        ["versions", "160"],
        ["datapoints", "726"],
        ["evaluations", "2"],
        ["runs", "8"],
        ["evaluation", "logs", "0"],
        ["file", "logs", "0"],
    ]
    assert second.out.splitlines()[-1] == (
        "2 evaluations had not changed since they were exported."
    )
    assert len(done(tmp_path / "out")) == 55


def test_export_prints_one_json_object(tmp_path: Path, sandbox_url: str) -> None:
    """`--json` is for programs: one object, nothing else; what failed is in it, too."""
    flags = ("--base-url", sandbox_url, "--evaluation", "evr_nobody", "--json")
    done = command.run("export", "out", *flags, folder=tmp_path, HUMANLOOP_API_KEY="sandbox")
    printed = json.loads(done.out)
    error = (
        "GET /evaluations/evr_nobody: 404 (evaluation.id: There is no Evaluation with the id "
        "evr_nobody.)"
    )

    assert done.code == 4
    assert done.err == f"humanloop-evals: evaluation evr_nobody is not complete: {error}\n"
    assert printed["not_complete"] == {"evaluation evr_nobody": error}
    assert (printed["exit_code"], printed["evaluations"]) == (4, 0)
    assert (tmp_path / "out" / "export.log").read_text(encoding="utf-8").count("ERROR") == 1


def test_export_of_the_sandbox_needs_nothing(tmp_path: Path) -> None:
    """No key, no network, no selection."""
    done = command.run("export", "--sandbox", "out", "--no-logs", "--json", folder=tmp_path)
    printed = json.loads(done.out)

    assert (done.code, done.err) == (0, "")
    assert (printed["origin"], printed["evaluations"]) == ("sandbox", 24)


def test_export_refuses_what_was_to_be_hidden(tmp_path: Path) -> None:
    """It would write what `redact` promises never to write."""
    (tmp_path / ".dlt").mkdir()
    config = '[humanloop_evals]\nredact = ["inputs", "output"]'
    (tmp_path / ".dlt" / "config.toml").write_text(config, encoding="utf-8")
    flags = ("--all-evaluations", "--base-url", "http://127.0.0.1:9/v5")
    refused = command.run("export", "out", *flags, folder=tmp_path, HUMANLOOP_API_KEY="k")
    more = {"HUMANLOOP_API_KEY": "k", "HUMANLOOP_EVALS_REDACT": "[]"}
    more |= {"HUMANLOOP_EVALS_ATTEMPTS": "1"}
    meant = command.run("export", "out", *flags, folder=tmp_path, **more)

    assert refused.code == 2
    assert refused.err == (
        "humanloop-evals: redact is set (inputs, output), but an export keeps everything as it is "
        "served; to export all the same: HUMANLOOP_EVALS_REDACT='[]'\n"
    )
    assert meant.code == 7
    assert [path.name for path in tmp_path.iterdir()] == [".dlt"]


def test_export_keeps_the_key_to_itself(tmp_path: Path, sandbox_url: str) -> None:
    """Refused or not, it is written nowhere."""
    flags = ("--all-evaluations", "--base-url", sandbox_url, "--no-logs")
    key = "hl_sk_not_this_one"
    done = command.run("export", "out", *flags, folder=tmp_path, HUMANLOOP_API_KEY=key)

    assert done.code == 3
    assert "Check HUMANLOOP_API_KEY" in done.err
    assert key not in done.out + done.err
    assert list(tmp_path.iterdir()) == []
