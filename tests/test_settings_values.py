"""What each kind of setting accepts, and that a key is never shown."""

import traceback
from pathlib import Path
from typing import Any

import pytest

from humanloop_evals.errors import ConfigurationError
from humanloop_evals.settings import (
    Secret,
    demand_https,
    is_loopback,
    origin,
    parse_base_url,
    parse_bool,
    parse_count,
    parse_duration,
    parse_ids,
    parse_key,
    parse_text,
    resolve,
)

KEY = "hl_sk_Zq8TnW3vRk6LmX2pYd9HsB4c"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (90, 90.0),
        ("90", 90.0),
        ("90s", 90.0),
        (" 1.5 m ", 90.0),
        ("26h", 93600.0),
        ("7d", 604800.0),
    ],
)
def test_parse_duration_reads_units(value: object, seconds: float) -> None:
    """A number is seconds; s, m, h and d are units."""
    assert parse_duration(value) == seconds


@pytest.mark.parametrize(
    "value", ["", "0", "0s", "-5", "5w", "5 s s", "1e3", "inf", "nan", True, None, [], "9" * 400]
)
def test_parse_duration_refuses(value: object) -> None:
    """Neither nothing nor endless time."""
    with pytest.raises(ValueError, match="expected a duration such as 90, 90s, 30m, 26h or 7d"):
        parse_duration(value)


@pytest.mark.parametrize(("value", "count"), [(1, 1), ("16", 16), (" 7 ", 7)])
def test_parse_count_reads(value: object, count: int) -> None:
    """Whole numbers, as text as well."""
    assert parse_count(value) == count


@pytest.mark.parametrize("value", [0, -1, "0", "1.0", 1.0, "", True, None, "1e3", "9" * 400])
def test_parse_count_refuses(value: object) -> None:
    """Anything else would be guessed."""
    with pytest.raises(ValueError, match="expected a whole number of at least 1"):
        parse_count(value)


@pytest.mark.parametrize(
    ("value", "meaning"),
    [(True, True), ("true", True), ("Yes ", True), ("1", True), (False, False), ("NO", False)],
)
def test_parse_bool_reads(value: object, meaning: object) -> None:
    """The usual words."""
    assert parse_bool(value) is meaning


@pytest.mark.parametrize("value", ["", "maybe", 2, None, []])
def test_parse_bool_refuses(value: object) -> None:
    """No other word means no."""
    with pytest.raises(ValueError, match="expected true or false"):
        parse_bool(value)


@pytest.mark.parametrize(
    ("value", "ids"),
    [(["a", "b", "a"], ("a", "b")), ('["a"]', ("a",)), ("[]", ()), ([], ())],
)
def test_parse_ids_reads(value: object, ids: tuple[str, ...]) -> None:
    """A list, or a JSON list as text; each id once, in order."""
    assert parse_ids(value) == ids


@pytest.mark.parametrize(
    "value", ["a", "a,b", "['a']", '"a"', "{}", "[1]", [1], None, 5, "[" * 9999]
)
def test_parse_ids_refuses(value: object) -> None:
    """Text that is no list is not taken for one id."""
    with pytest.raises(ValueError, match=r"expected a .*list"):
        parse_ids(value)


@pytest.mark.parametrize("identifier", ["", " ", "evr_\udcff", "\ud800"])
def test_parse_ids_refuses_what_no_id_is(identifier: str) -> None:
    """An empty one would ask for the listing; bytes that are no UTF-8 arrive as surrogates."""
    with pytest.raises(ValueError, match="an id is empty, or no UTF-8"):
        parse_ids(["evr_1", identifier])


@pytest.mark.parametrize("value", ["", "  ", None, 5, ["x"], True])
def test_parse_text_refuses(value: object) -> None:
    """No name is made up for what is none."""
    with pytest.raises(ValueError, match="expected text"):
        parse_text(value)


@pytest.mark.parametrize("space", [" ", "\n", "\t", "\r\n", "\u00a0"])
def test_parse_key_strips_white_space_around(space: str) -> None:
    """A key that was read from a file brings its line end."""
    assert parse_key(f"{space}{KEY}{space}") == Secret(KEY)


BROKEN_KEYS = [
    f"{KEY[:9]}\n{KEY[9:]}",
    f"{KEY[:9]}\r\n{KEY[9:]}",
    f"{KEY[:9]} {KEY[9:]}",
    f"{KEY[:9]}\0{KEY[9:]}",
    f"{KEY[:9]}\x7f{KEY[9:]}",
    f"{KEY}\u00e9",
    f"{KEY}\u2028{KEY}",
    f"\N{LEFT DOUBLE QUOTATION MARK}{KEY}\N{RIGHT DOUBLE QUOTATION MARK}",
]


@pytest.mark.parametrize("key", BROKEN_KEYS)
def test_resolve_refuses_a_broken_key_without_showing_it(tmp_path: Path, key: str) -> None:
    """The error says where it came from; neither it nor its traceback shows any of it."""
    with pytest.raises(ConfigurationError) as caught:
        resolve({}, environment={"HUMANLOOP_API_KEY": key}, folder=tmp_path)
    told = "".join(traceback.format_exception(caught.value))

    assert str(caught.value).startswith("humanloop_api_key (from $HUMANLOOP_API_KEY): ")
    assert [part for part in (KEY[:9], KEY[9:], "Zq8T") if part in told] == []


@pytest.mark.parametrize(
    "secrets",
    [
        f"[sources.humanloop]\nhumanloop_api_key = {KEY}\n",
        f'[sources.humanloop]\nhumanloop_api_key = "{KEY}\n',
        f'[sources.humanloop]\nhumanloop_api_key = ["{KEY}"]\n',
        f'[sources.humanloop]\nhumanloop_api_key = """{KEY[:9]}\n{KEY[9:]}"""\n',
    ],
)
def test_resolve_shows_no_key_of_a_broken_file(tmp_path: Path, secrets: str) -> None:
    """A forgotten quote in secrets.toml does not print the secret."""
    (tmp_path / ".dlt").mkdir()
    (tmp_path / ".dlt/secrets.toml").write_text(secrets)
    with pytest.raises(ConfigurationError, match=r"\.dlt/secrets\.toml") as caught:
        resolve({}, environment={}, folder=tmp_path)

    assert "hl_sk" not in "".join(traceback.format_exception(caught.value))


def test_resolve_refuses_a_key_in_the_file_that_is_not_secret(tmp_path: Path) -> None:
    """config.toml is what gets committed; dlt refuses a secret there as well."""
    (tmp_path / ".dlt").mkdir()
    (tmp_path / ".dlt/config.toml").write_text(f'[sources.humanloop]\nhumanloop_api_key="{KEY}"')
    with pytest.raises(ConfigurationError) as caught:
        resolve({}, environment={}, folder=tmp_path)

    assert str(caught.value) == (
        "humanloop_api_key stands in .dlt/config.toml: move it to secrets.toml"
    )


def test_resolve_names_a_file_that_can_not_be_read(tmp_path: Path) -> None:
    """Bytes that are no text are a matter of configuration."""
    (tmp_path / ".dlt").mkdir()
    (tmp_path / ".dlt/config.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigurationError, match=r"^\.dlt/config\.toml can't be read: "):
        resolve({}, environment={}, folder=tmp_path)


URL = "https://api.example.test/v5"
BAD_URLS = [
    *("", "api.example.test", "ftp://x", "https://", "https:///v5", "file:///etc/passwd", None, 5),
    *(f"{URL}?", f"{URL}?a=1", f"{URL}#x", "https://user:secret@x/v5", "https://@x/v5"),
    *("https://x:secret/v5", "https://x:99999/v5", "https://x:0/v5", "https://[::1/v5"),
    *("https://x\ny/v5", "https://x y/v5", "https://x\\@y/v5", "https://x/\u2028y"),
]


@pytest.mark.parametrize("value", BAD_URLS)
def test_parse_base_url_refuses(value: object) -> None:
    """What is refused is not shown: it may hold a password."""
    with pytest.raises(ValueError, match="expected") as caught:
        parse_base_url(value)

    assert "secret" not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    "value", [URL, f" {URL}/ ", f"{URL}//"], ids=["as it is", "one slash", "two slashes"]
)
def test_parse_base_url_drops_what_is_around(value: str) -> None:
    """White space and slashes at the end go."""
    assert parse_base_url(value) == URL


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://API.Example.test/v5", "https://api.example.test"),
        ("https://api.example.test:443/v5", "https://api.example.test"),
        ("http://api.example.test:80", "http://api.example.test"),
        ("http://api.example.test:443", "http://api.example.test:443"),
        ("https://[::1]:8443/v5", "https://[::1]:8443"),
    ],
)
def test_origin_is_written_in_one_way(url: str, expected: str) -> None:
    """The same origin is the same text, so that two syncs from it are recognised."""
    assert origin(url) == expected


LOCAL: dict[Any, bool] = {
    **dict.fromkeys(["localhost", "127.0.0.1", "127.1.2.3", "::1"], True),
    **dict.fromkeys([None, "", "localhost.example.test", "127.0.0.1.example.test"], False),
    **dict.fromkeys(["0.0.0.0", "10.0.0.1", "::", "::ffff:10.0.0.1"], False),
}


@pytest.mark.parametrize(("host", "expected"), LOCAL.items())
def test_is_loopback_knows_this_machine(host: str | None, *, expected: bool) -> None:
    """Only what surely is this machine counts as it."""
    assert is_loopback(host) is expected


@pytest.mark.parametrize(
    ("url", "allow_http"),
    [(URL, False), ("http://127.0.0.1:8787/v5", False), ("http://x.test/v5", True)],
)
def test_demand_https_accepts(url: str, *, allow_http: bool) -> None:
    """Encryption, this machine, or an explicit word."""
    demand_https(url, allow_http=allow_http)


def test_resolve_demands_https(tmp_path: Path) -> None:
    """Plain http to another machine is refused, with both ways out."""
    with pytest.raises(ConfigurationError) as caught:
        resolve({"humanloop_base_url": "http://evals.test/v5"}, environment={}, folder=tmp_path)

    assert str(caught.value) == (
        "humanloop_base_url is http://evals.test/v5: the key would travel unencrypted. Use https, "
        "or --allow-http if the network between is yours"
    )
