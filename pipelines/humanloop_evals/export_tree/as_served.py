"""The exporter's JSON as the API had sent it: without white space, and without escapes.

The exporter writes as Python does: a space behind each comma and colon, every character beyond
ASCII as an escape. What an export and the API say of one thing must not differ in that alone.
"""

import re

import msgspec

from humanloop_evals import wire

_ESCAPE = rb"\\u[0-9a-fA-F]{4}"
# Beginning with a literal text makes the search as fast as looking for that.
_ESCAPES = re.compile(_ESCAPE + rb"(?:%b)*" % _ESCAPE)
_PAIR_OR_ONE = re.compile(rb"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|" + _ESCAPE)
_ESCAPE_LENGTH = 6
_BACKSLASH = ord("\\")
# Quotes, backslashes and what is below them are escaped by the API as well.
_FIRST_FREE = "\x7f"
# Python's JSON has this behind its first key, indented or not.
_SPACED = b'": '
_HEAD = 500


def as_served(text: bytes) -> bytes:
    """A JSON text, written as the API writes it; its numbers, keys and order are not touched.

    Text that is no JSON is not noticed: whoever reads it says why, and where.

    Raises:
        JsonError: It is no UTF-8.
    """
    if not text.isascii():
        wire.check_body(text)
    is_spaced = _SPACED in text[:_HEAD]
    if wire.has_escapes(text):
        text = _ESCAPES.sub(_unescaped, text)
    try:
        return msgspec.json.format(text, indent=-1) if is_spaced else text
    except wire.UNDECODABLE:
        return text


def _unescaped(found: re.Match[bytes]) -> bytes:
    """Escapes that stand one behind the other as the characters that they mean."""
    whole, start = found.string, found.start()
    before = start
    while before and whole[before - 1] == _BACKSLASH:
        before -= 1
    # Behind an odd number of backslashes, the first is a backslash and no escape.
    literal = _ESCAPE_LENGTH * ((start - before) % 2)
    escapes = found[0][literal:]
    characters = escapes.decode("unicode_escape")
    if characters and min(characters) >= _FIRST_FREE:
        try:
            joined = characters.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
            return found[0][:literal] + joined.encode()
        except UnicodeDecodeError:
            # Half of a character, without the other half.
            pass
    return found[0][:literal] + _PAIR_OR_ONE.sub(_one, escapes)


def _one(found: re.Match[bytes]) -> bytes:
    """One character, if it can stand without its escape."""
    try:
        units = found[0].decode("unicode_escape").encode("utf-16-le", "surrogatepass")
        character = units.decode("utf-16-le")
    except UnicodeDecodeError:
        return found[0]
    return found[0] if character < _FIRST_FREE else character.encode()
