"""Texts and names of fields, whatever characters they have."""

import json

import pytest

import api_objects as api
import record_rows
from api_objects import to_text, verbatim
from humanloop_evals.tables import VERSIONS

STRINGS = [
    "",
    "\u0000",
    "a\u0000b",
    "😀 é ß 中文",
    "\uf026\uf027text",
    " leading and trailing \t\n",
    "\u2028\ufeff\u200b\u202e",
    "'; drop table versions; --",
    '\\ " / \b\f\r',
    "NULL",
    "é",
    "e\u0301",
    "\U0010ffff",
]


@pytest.mark.parametrize("text", STRINGS)
def test_string_round_trips(text: str) -> None:
    """In a text column and in a JSON column, escaped by the sender or not."""
    raw = verbatim(json.dumps(text))
    value = api.prompt(description=raw, readme=text, attributes={"a": text}, unknown=text)

    row = record_rows.only(record_rows.version(value), VERSIONS)
    kept = [json.loads(row["attributes"])["a"], json.loads(row["extra"])["unknown"]]
    assert [text] * 4 == [row["description"], row["readme"], *kept]


@pytest.mark.parametrize("name", ["_dlt_id", "extra", "file_id", "NAME", "", "a.b"])
def test_field_of_any_name_is_kept(name: str) -> None:
    """Also the names of columns that are not fields, and names that differ in case only."""
    rows = record_rows.version(api.prompt() | {name: 1})

    row = record_rows.only(rows, VERSIONS)
    assert ("prompt", f"{{{json.dumps(name)}:1}}") == (row["name"], row["extra"])


def test_three_thousand_keys_stay_in_their_column() -> None:
    """An open map makes no columns, however many keys it has."""
    attributes = {f"key {number}": number for number in range(3_000)}

    row = record_rows.only(record_rows.version(api.flow(attributes=attributes)), VERSIONS)
    assert to_text(attributes).decode() == row["attributes"]


def test_three_thousand_unknown_fields_stay_in_extra() -> None:
    """The same for fields that nobody declared."""
    unknown = {f"key {number}": number for number in range(3_000)}

    row = record_rows.only(record_rows.version(api.flow(**unknown)), VERSIONS)
    assert to_text(unknown).decode() == row["extra"]
