"""How the text of a setting becomes its value; errors say what was expected, never what came."""

import json
import re

from humanloop_evals.settings.resolved import Secret


def parse_bool(value: object) -> bool:
    """Read true or false, from text as well."""
    words = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
    if isinstance(value, bool):
        return value
    if str(value).strip().lower() in words:
        return words[str(value).strip().lower()]
    raise ValueError("expected true or false")


def parse_text(value: object) -> str:
    """Read text that is not empty."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError("expected text")
    return value.strip()


def parse_ids(value: object) -> tuple[str, ...]:
    """Read a list of ids, from a JSON list in text as well."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError) as error:
            raise ValueError('expected a JSON list such as ["evr_1", "evr_2"]') from error
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError('expected a list of ids such as ["evr_1", "evr_2"]')
    if not all(map(_is_id, value)):
        raise ValueError("an id is empty, or no UTF-8")
    return tuple(dict.fromkeys(value))


def _is_id(text: str) -> bool:
    """Whether it can be one; a command line in another encoding leaves lone surrogates."""
    try:
        return bool(text.encode().strip())
    except UnicodeEncodeError:
        return False


def parse_duration(value: object) -> float:
    """Read seconds: a number, or a number with s, m, h or d."""
    units = {"": 1.0, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
    match = re.fullmatch(r"\s*(\d{1,9}(?:\.\d{1,9})?)\s*([smhd]?)\s*", str(value))
    if match is None or float(match[1]) <= 0:
        raise ValueError("expected a duration such as 90, 90s, 30m, 26h or 7d")
    return float(match[1]) * units[match[2]]


def parse_count(value: object) -> int:
    """Read a whole number of at least one."""
    if not re.fullmatch(r"\s*[1-9]\d{0,11}\s*", str(value)):
        raise ValueError("expected a whole number of at least 1")
    return int(str(value))


def parse_rules(value: object) -> tuple[str, ...]:
    """Read a list of fields, from a JSON list in text as well."""
    try:
        return parse_ids(value)
    except ValueError:
        raise ValueError('expected a list such as ["inputs", "email_address:hash"]') from None


def parse_salt(value: object) -> Secret:
    """Read the salt of hashes."""
    return Secret(parse_text(value))


def parse_key(value: object) -> Secret:
    """Read an API key; a broken one is refused without being shown."""
    key = parse_text(value)
    if not key.isascii() or not key.isprintable() or " " in key:
        raise ValueError("the key holds line breaks, spaces or characters that no key has")
    return Secret(key)
