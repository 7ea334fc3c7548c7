"""What an error says about the error answer: short, on one line, in any of its shapes."""

import pytest

from humanloop_evals.client.answer import describe_error
from humanloop_evals.settings import Secret

KEY = Secret("hl_sk_0123456789")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", ""),
        (b" \n", ""),
        (b'{"detail": "Not found"}', " (Not found)"),
        (
            b'{"detail": [{"loc": ["query", "size"], "msg": "too large"}]}',
            " (query.size: too large)",
        ),
        (b'{"detail": [{"loc": ["a", 0], "msg": "b"}, {"msg": "c"}]}', " (a.0: b; c)"),
        (b'{"detail": {"loc": [], "msg": "m", "description": "d"}}', " (d)"),
        (b'{"detail": {"type": "x", "message": "m", "code": 3}}', " (m)"),
        (b'{"detail": {"code": 3}}', ' ({"code": 3})'),
        (b'{"error": "no detail"}', ' ({"error": "no detail"})'),
        (b'{"detail": null}', " (null)"),
        (b'{"detail": {"msg": {"a": 1}}}', ' ({"msg": {"a": 1}})'),
        (b"[1, 2]", " (1; 2)"),
        (b"<html>\n <h1>Bad gateway</h1>\n</html>", " (<html> <h1>Bad gateway</h1> </html>)"),
        (
            b"\xff\xfe\x00 text \x1b[31m",
            " (\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER} text [31m)",
        ),
        (b'{"detail": "a\\nb\\u2028c\\u001b[0m"}', " (a b c [0m)"),
        (b"[" * 100_000, f" ({'[' * 300})"),
        (b'{"detail": "' + b"x" * 1000 + b'"}', f" ({'x' * 300})"),
        (b'{"detail": "a\\ud800b"}', " (a b)"),
    ],
)
def test_error_answer_is_described(body: bytes, said: str) -> None:
    """Whatever a server or a gateway sends becomes one short line."""
    assert describe_error(body, KEY) == said
