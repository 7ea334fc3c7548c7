"""JSON read without changing it: objects are cut into raw slices; what can't be exact is refused.

A usual parser keeps the last of two equal keys, turns 2**64 into a float and 1e400 into infinity.
Here an object becomes `{key: raw text}`; values are decoded one by one where their column is known,
and whatever fits no column keeps its text. Cost of each check: see tests/benchmarks.
"""

import json
import math
import re
from collections.abc import Callable, Sequence
from itertools import chain
from operator import eq
from typing import Any, TypeVar

import msgspec
import orjson

Fields = dict[str, msgspec.Raw]
Text = bytes | msgspec.Raw
T = TypeVar("T")

_OBJECT = msgspec.json.Decoder(dict[str, msgspec.Raw])
_LIST = msgspec.json.Decoder(list[msgspec.Raw])
_OBJECTS = msgspec.json.Decoder(list[dict[str, msgspec.Raw]])
_OBJECT_OF_LISTS = msgspec.json.Decoder(dict[str, list[dict[str, msgspec.Raw]]])
_LISTS_OF_OBJECTS = msgspec.json.Decoder(list[list[dict[str, msgspec.Raw]] | None])
_STRING = msgspec.json.Decoder(str)
# Raw has a length in bytes, which its type hints do not say.
_LENGTH: Callable[[Any], int] = len

# A key of a compact object, with what stands around it.
_STRING_TEXT = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_KEY = re.compile(rb"[{,](%b):" % _STRING_TEXT)
# What gives JSON its shape; strings, and lists and objects without another one inside, are skipped.
_INNERMOST = rb'[\[{](?:[^][{}"]++|%b)*+[]}]' % _STRING_TEXT
_SHAPE = re.compile(rb"(?:%b|%b)|([][{},])" % (_INNERMOST, _STRING_TEXT))

# An escaped backslash or another escape, a whole pair (kept, too), or one half of a pair.
_SURROGATE = re.compile(
    rb"(\\[^u]|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})"
    rb"|\\u[dD][89a-fA-F][0-9a-fA-F]{2}"
)
_REPLACED = b"\\ufffd"
# How the escape of a character begins. `in` takes twice as long for two bytes.
_ESCAPE = re.compile(rb"\\u")

# A string (kept), or white space outside of strings.
_BLANK = re.compile(rb"(%b)|[ \t\r\n]+" % _STRING_TEXT)
# What stands between two items of a list.
_BETWEEN = re.compile(rb"[ \t\r\n,]*")

# What a decoder raises over a text: no JSON, no UTF-8, lists in lists without end.
UNDECODABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)

# Looking for the reason takes up to 25 times the size of the text.
_LARGE = 4 * 1024 * 1024

# So much of a key is shown in an error.
_SHOWN = 100

_BRACE = ord("{")

# The bytes around the parts of a compact object: two quotes, a colon and a comma or brace a key.
_AROUND_A_FIELD = 4
_NULL_LENGTH = 4


class JsonError(ValueError):
    """Text that is not JSON, or JSON that can't be read without changing it."""


def read_object(text: Text) -> Fields:
    """Cut a JSON object into its fields, each still raw text.

    Raises:
        JsonError: Not one well-formed JSON object, or an object with the same key twice.
    """
    fields: Fields = _decode(_OBJECT, text)
    if not _is_every_field_there(fields, text):
        # Most often it is only white space: without it, the cheap proof works again.
        compact = msgspec.json.format(bytes(text), indent=-1)
        if not _is_every_field_there(_OBJECT.decode(compact), compact):
            _refuse_duplicate_keys(compact)
    return fields


def read_list(text: Text) -> list[msgspec.Raw]:
    """Cut a JSON list into its items, each still raw text.

    Raises:
        JsonError: Not one well-formed JSON list.
    """
    items: list[msgspec.Raw] = _decode(_LIST, text)
    return items


def read_objects(text: Text) -> list[Fields] | None:
    """Cut a JSON list of objects into the fields of each; None where something else is in it.

    Raises:
        JsonError: Not one well-formed JSON list, or an object with the same key twice.
    """
    try:
        objects: list[Fields] = _OBJECTS.decode(text)
    except UNDECODABLE:
        items = read_list(text)
        if not all(first_byte(item) == _BRACE for item in items):
            return None
        return list(map(read_object, items))
    if _around_items(objects) + sum(map(_length, objects)) == _LENGTH(text):
        return objects
    return list(map(read_object, read_list(text)))


def read_only_list(text: bytes, name: str) -> list[tuple[msgspec.Raw, Fields]] | None:
    """Cut an object that has one field only, a list of objects, down to their fields in one pass.

    Returns:
        The text of each with its fields; None where it has to be read step by step, which says what
        is wrong with it, if anything.
    """
    try:
        objects = _OBJECT_OF_LISTS.decode(text)
    except UNDECODABLE:
        return None
    if objects.keys() != {name}:
        return None
    found = []
    whole = memoryview(text)
    start = len(f'{{"{name}":[')
    for fields in objects[name]:
        end = start + _length(fields)
        found.append((msgspec.Raw(whole[start:end]), fields))
        start = end + 1
    # Nothing can seem longer than it is: if all together are as long as the text, each is.
    return found if found and start + 1 == len(text) else None


def read_each_object(texts: Sequence[Text]) -> list[Fields] | None:
    """What `read_object` makes of each of many texts, in one call.

    Returns:
        None where one of them has to be read alone, which says what is wrong with it, if anything.
    """
    objects = _decode_each(_OBJECTS, texts)
    if objects is None or len(objects) != len(texts):
        return None
    # Each by itself: texts that are no JSON could be, one behind the other.
    return objects if all(map(eq, map(_length, objects), map(_LENGTH, texts))) else None


def read_each_slice(slices: Sequence[msgspec.Raw]) -> list[Fields] | None:
    """The same for slices of what was read: those are JSON, each for itself."""
    objects = _decode_each(_OBJECTS, slices)
    if objects is None or _length_of_all(objects) != sum(map(_LENGTH, slices)):
        return None
    return objects


def read_lists_of_objects(slices: Sequence[msgspec.Raw]) -> list[list[Fields]] | None:
    """What `read_objects` makes of each of many slices, in one call; of null an empty list.

    Returns:
        None where one of them has to be read alone.
    """
    lists = _decode_each(_LISTS_OF_OBJECTS, slices)
    if lists is None:
        return None
    found = [one or [] for one in lists]
    around = sum(_NULL_LENGTH if one is None else _around_items(one) for one in lists)
    length = around + _length_of_all(list(chain.from_iterable(found)))
    return found if length == sum(map(_LENGTH, slices)) else None


def is_longer(text: Text, limit: int) -> bool:
    """Whether a well-formed JSON list has more items than a limit, found without building them."""
    if memoryview(text).nbytes <= 2 * limit or (whole := bytes(text)).count(b",") < limit:
        return False
    depth = commas = 0
    # From the second byte on: the list itself may be an innermost one.
    for part in _SHAPE.finditer(whole, 1):
        if part[1] == b"," and depth == 0:
            commas += 1
            if commas >= limit:
                return True
        elif part[1]:
            depth += (part[1] in b"[{") - (part[1] in b"]}")
    return False


def read_string(text: Text) -> str:
    """Decode a JSON string.

    Raises:
        JsonError: Not a JSON string.
    """
    try:
        return _STRING.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise JsonError(_reason(text, error)) from error


def without_lone_surrogates(text: Text) -> Text:
    """The text itself, or with U+FFFD where half of a character stands without the other half.

    Python writes such escapes when a text was cut in the middle of an emoji; no UTF-8 has them.
    """
    whole = bytes(text)
    if not has_escapes(whole) or (b"\\ud" not in whole and b"\\uD" not in whole):
        return text
    found = _SURROGATE.sub(lambda match: match[0] if match[1] else _REPLACED, whole)
    return text if found == whole else msgspec.Raw(found)


def with_whole_characters(text: Text) -> tuple[Text, bool]:
    """The same, and whether it has been at work (or whoever wrote this likewise)."""
    if not has_escapes(bytes(text)):
        return text, False
    whole = without_lone_surrogates(text)
    return whole, _REPLACED in bytes(whole)


def has_escapes(text: bytes) -> bool:
    """Whether a character may be written as a number: most texts have not even a backslash."""
    return b"\\" in text and _ESCAPE.search(text) is not None


def same_slices(
    items: list[msgspec.Raw], part: msgspec.Raw, whole: bytes, original: bytes
) -> list[msgspec.Raw]:
    """The items of a list as they stand in another text that is as long byte for byte.

    Args:
        items: Of the list, in their order.
        part: The list.
        whole: What the list is a part of.
        original: The other text.
    """
    start = whole.index(bytes(part)) + 1
    found = []
    for item in items:
        # What may stand before an item is there in any case, and never the beginning of one.
        start = _BETWEEN.match(whole, start).end()  # type: ignore[union-attr]
        end = start + _LENGTH(item)
        found.append(msgspec.Raw(original[start:end]))
        start = end
    return found


def on_one_line(text: Text) -> bytes:
    """The text itself, without white space between its parts where that would break the line."""
    whole = bytes(text)
    if b"\n" not in whole and b"\r" not in whole:
        return whole
    return _BLANK.sub(lambda match: match[1] or b"", whole)


def raw_text(text: Text) -> str:
    """The JSON text itself, to be stored as it came."""
    return bytes(text).decode()


def first_byte(text: Text) -> int:
    """The byte that says which kind of JSON value this is."""
    return memoryview(text)[0]


def check_body(body: bytes) -> None:
    """Refuse a whole body that is not UTF-8 (slicing alone would let it pass).

    Raises:
        JsonError: With the position of the first byte that is not UTF-8.
    """
    try:
        body.decode()
    except UnicodeDecodeError as error:
        raise JsonError(f"invalid UTF-8 at byte {error.start}") from error


def check_values(text: Text) -> None:
    """Refuse values that no reader could keep, such as 1e400, anywhere inside.

    Raises:
        JsonError: With the position inside this text.
    """
    try:
        orjson.loads(memoryview(text))
    except orjson.JSONDecodeError as error:
        if "infinity" not in error.msg or not _is_finite(bytes(text)):
            raise JsonError(f"{error.msg} at character {error.pos}") from error


def _is_finite(text: bytes) -> bool:
    """Whether every number that is no integer is below infinity; an integer may be of any size."""
    try:
        json.loads(text, parse_float=_finite, parse_int=len)
    except (ValueError, RecursionError):
        return False
    return True


def _finite(number: str) -> float:
    value = float(number)
    if math.isinf(value):
        raise ValueError(number)
    return value


def _decode(decoder: msgspec.json.Decoder[Any], text: Text) -> Any:
    try:
        return decoder.decode(text)
    except UNDECODABLE as error:
        raise JsonError(_reason(text, error)) from error


def _decode_each(decoder: msgspec.json.Decoder[list[T]], texts: Sequence[Text]) -> list[T] | None:
    """Many JSON values at once, if they are that."""
    try:
        return decoder.decode(b"[%b]" % b",".join(texts))
    except UNDECODABLE:
        return None


def _reason(text: Text, error: Exception) -> str:
    """Say why, with a position: orjson names one in every case, msgspec only in some."""
    if memoryview(text).nbytes > _LARGE:
        return str(error)
    try:
        orjson.loads(memoryview(text))
    except orjson.JSONDecodeError as precise:
        return f"{precise.msg} at character {precise.pos}"
    return str(error)


def _is_every_field_there(fields: Fields, text: Text) -> bool:
    """Whether the fields account for every byte, so that no key can have been there twice.

    Equality is proof: a second copy of a key, white space or an escaped key makes the text longer.
    """
    return _length(fields) == _LENGTH(text)


def _length(fields: Fields) -> int:
    """How many bytes a compact object of these fields has, were none of their names escaped."""
    around = _AROUND_A_FIELD * len(fields) + (1 if fields else 2)
    return around + sum(map(len, fields)) + sum(map(_LENGTH, fields.values()))


def _length_of_all(objects: Sequence[Fields]) -> int:
    """The lengths of all: as none can seem longer than it is, their sum is proof for each."""
    values = chain.from_iterable(fields.values() for fields in objects)
    braces = len(objects) + objects.count({})
    fields = _AROUND_A_FIELD * sum(map(len, objects))
    return braces + fields + sum(map(len, chain.from_iterable(objects))) + sum(map(_LENGTH, values))


def _around_items(items: Sequence[object]) -> int:
    """The bytes of a compact list that are no item: brackets and commas."""
    return len(items) + 1 if items else 2


def _refuse_duplicate_keys(text: bytes) -> None:
    """Walk over a compact object from key to key, without decoding a single value.

    Of two equal keys only the last value was kept; it is not what stands behind the first one.
    """
    kept: Fields = _OBJECT.decode(text)
    place = 0
    seen: set[str] = set()
    while found := _KEY.match(text, place):
        key: str = _STRING.decode(found[1])
        value = bytes(kept[key])
        place = found.end() + len(value)
        if key in seen or text[found.end() : place] != value or text[place] not in b",}":
            raise JsonError(f"the key {key[:_SHOWN]!r} stands twice in one object")
        seen.add(key)
