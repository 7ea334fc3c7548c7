"""What is to be hidden is in no row, whichever table or column it would have been in."""

import json
from typing import Any

import pytest

import api_measured_objects as measured
import api_objects as api
from extracting import Extracted, extract
from fake_reader import FakeReader
from humanloop_evals.errors import ConfigurationError
from humanloop_evals.extract import PROVIDER_PAYLOADS, Redaction, Scope

SALT = "pepper"


def read(*rules: str, **log: Any) -> Extracted:
    """One log with every field, read under rules."""
    reader = FakeReader([(api.evaluation("evr_1", 1), [api.run("rn_1")])])
    record = measured.full_record()
    reader.logs_of["evr_1"] = [record | {"log": record["log"] | log}]
    reader.measured["evr_1"] = measured.stats(measured.run_stats("rn_1", 1))
    return extract(reader, ["evr_1"], scope=Scope(redaction=Redaction(rules, SALT)))


def test_field_is_left_out_of_every_table() -> None:
    """Logs, judgments and datapoints have inputs; all else stays."""
    whole, hidden = read(), read("inputs")

    for table in ("logs", "judgments", "datapoints"):
        assert whole.values(table, "inputs") == ['{"question": "Why?"}']
        (expected,), (row,) = whole.rows(table), hidden.rows(table)
        assert row == expected | {"inputs": None}


def test_column_can_be_named_as_the_api_or_as_we_do() -> None:
    """A log's user is our user_ref."""
    assert read("user").values("logs", "user_ref") == [None]
    assert read("user_ref").values("logs", "user_ref") == [None]


def test_hash_keeps_equal_values_equal() -> None:
    """The same text, the same hash; another salt, another hash."""
    found = read("output:hash", "output_message:hash")
    other = Redaction(["output:hash"], "salt")
    (text,) = found.values("logs", "output")
    (message,) = found.values("logs", "output_message")

    assert found.values("judgments", "output") == [text]
    assert text.startswith("hash:")
    assert "Because" not in text + message
    assert json.loads(message).startswith("hash:")
    assert other.rules == ("output:hash",)


def test_provider_payloads_are_left_out_unless_asked_for() -> None:
    """By default; their columns are there."""
    reader = FakeReader([(api.evaluation("evr_1", 1), [api.run("rn_1")])])
    reader.logs_of["evr_1"] = [measured.full_record()]
    found = extract(reader, ["evr_1"], scope=Scope())

    assert found.values("logs", *PROVIDER_PAYLOADS) == [(None, None)]
    assert found.values("judgments", *PROVIDER_PAYLOADS) == [(None, None)]
    assert read().values("logs", *PROVIDER_PAYLOADS) == [('{"n": 1}', '{"id": "x"}')]


def test_extra_is_searched_at_any_depth() -> None:
    """A field that is not documented may hold one that is to be hidden."""
    odd = {"seen": [{"inputs": {"a": 1}, "n": 1.50}], "inputs_of": 2}
    found = read("inputs", odd=odd)

    assert found.values("logs", "extra") == ['{"odd":{"seen":[{"n":1.5}],"inputs_of":2}}']


def test_extra_is_searched_for_the_name_that_the_api_has_for_a_column() -> None:
    """A log's user is our user_ref; what does not fit it is in `extra` under the other name."""
    user = {"email": "ada@example.org"}

    assert read(user=user).values("logs", "extra") == ['{"user":{"email":"ada@example.org"}}']
    assert read("user_ref", user=user).values("logs", "user_ref", "extra") == [(None, None)]


def test_json_columns_are_searched_at_any_depth() -> None:
    """People put into them what they like; what stays is as it was written."""
    text = (
        '{"email_address": "a", '
        '"n": [1.0, 123456789012345678901234567890, {"email_address": {}}, 1.50]}'
    )
    inputs = api.verbatim(text)
    hidden = read("email_address", inputs=inputs, metadata={"by": {"email_address": "b"}})
    shown = read("user", inputs=inputs)

    assert hidden.values("logs", "inputs", "metadata") == [
        ('{ "n": [1.0, 123456789012345678901234567890, {}, 1.50]}', '{"by":{}}')
    ]
    assert shown.values("logs", "inputs") == [text]


def test_json_columns_have_the_hashes_of_columns() -> None:
    """So that rows can be joined by them; of what tells nothing there is none."""
    metadata = {"user": "someone", "of": [{"user": {"id": 7}}, {"user": None}, {"user": ""}]}
    found = read("user:hash", metadata=metadata, odd={"user": "someone"})
    ((user, told, extra),) = found.values("logs", "user_ref", "metadata", "extra")
    one, of = json.loads(told)["user"], json.loads(told)["of"]

    assert one == user == json.loads(extra)["odd"]["user"]
    assert of[0]["user"].startswith("hash:")
    assert of == [{"user": of[0]["user"]}, {"user": None}, {"user": ""}]


def test_json_columns_keep_what_is_hidden_by_default_or_beside_a_template() -> None:
    """Payloads that nobody has asked for, and the messages of a log, which have a content, too."""
    metadata = {"provider_request": {"n": 1}}
    found = read(*PROVIDER_PAYLOADS, "template", metadata=metadata)

    assert found.values("logs", "metadata", "messages") == [
        ('{"provider_request":{"n":1}}', '[{"role": "user", "content": "Why?"}]')
    ]


def test_escaped_name_is_found() -> None:
    """JSON can write every letter in two ways."""
    text = api.verbatim('{"email\\u005faddress":"a","n":1}')
    found = read("email_address", metadata=text, odd=text)

    assert found.values("logs", "metadata", "extra") == [('{"n":1}', '{"odd":{"n":1}}')]


def test_value_that_did_not_fit_is_hidden_too() -> None:
    """It would be in `extra`."""
    assert read(output=["Because."]).values("logs", "extra") == ['{"output":["Because."]}']
    assert read("output", output=["Because."]).values("logs", "extra") == [None]


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("no_such_field", "redact: no table has a field 'no_such_field'"),
        ("log_id", "redact: log_id tells rows of evaluation_logs apart"),
        ("version_id", "redact: version_id tells rows of"),
        ("prompt_cost:hash", "redact: prompt_cost is no text and can only be left out"),
        ("output:md5", "redact: 'output:md5' is no field, with :hash behind it or not"),
        (":hash", "redact: ':hash' is no field"),
        ("judgment", "redact: judgment stands in columns of its types and in rows for its options"),
    ],
)
def test_rule_that_can_not_be_followed_is_refused(rule: str, message: str) -> None:
    """Nothing is hidden by a name that is mistyped."""
    with pytest.raises(ConfigurationError, match=message.replace("'", ".")):
        Redaction([rule], SALT)


def test_fields_that_repeat_a_hidden_one_are_hidden_too() -> None:
    """What a model answered stands in two fields, a template in the whole file and in messages."""
    assert read("output").values("logs", "output", "output_message") == [(None, None)]
    messages = [{"role": "user", "content": "A secret", "tool_calls": [{"id": "secret"}]}]
    prompt = api.prompt(template=messages, raw_file_content="A secret")
    reader = FakeReader([(api.evaluation("evr_1", 1), [api.run("rn_1", version=prompt)])])
    hidden = Scope(stats=False, logs=False, redaction=Redaction(["template"]))
    found = extract(reader, ["evr_1"], scope=hidden)

    assert found.values("versions", "template", "raw_file_content") == [(None, None)]
    (row,) = found.rows("version_template_messages")
    assert {name for name, value in row.items() if value is not None} == {
        "version_id",
        "position",
        "role",
    }


def test_signature_tells_salts_apart() -> None:
    """Hashes with two salts in one table could not be compared; the salt itself is not in it."""
    rules = ["output:hash"]
    one, same, other = (Redaction(rules, salt).signature for salt in ("a salt", "a salt", "b"))

    assert one == same != other
    assert "a salt" not in "".join(one)
    assert Redaction(["output"], "a salt").signature == ("output",)


def test_hash_without_salt_is_refused() -> None:
    """It could be guessed."""
    with pytest.raises(ConfigurationError, match="a rule with :hash needs a redact_salt"):
        Redaction(["output:hash"])
