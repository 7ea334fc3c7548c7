"""Bodies read within a limit that counts decoded bytes, so that a compressed bomb stays small."""

import contextlib
import io
import threading
import zlib
from collections.abc import Iterator

import httpx

from humanloop_evals.client.deadline import deadline, time_left
from humanloop_evals.errors import UnexpectedAnswer

_MIB = 2**20
# Up to this size every worker may hold a body; growing beyond it takes one of a few places, so
# that 16 bodies at the limit are never built in memory at once.
_SMALL = 4 * _MIB
_LARGE_AT_ONCE = 4
_GZIP = 16 + zlib.MAX_WBITS
# An error's body is only ever shown: so much of it, and no longer than this for it.
_START = 64 * 1024
_START_SECONDS = 10.0
_LONGEST_NAME = 10


class CutShortError(Exception):
    """A body that ended before it was complete; worth another try."""


class TooLargeError(Exception):
    """A body beyond the limit."""


class BodyReader:
    """Reads the bodies of all workers.

    Args:
        limit: The most decoded bytes that one body may have.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._large = threading.BoundedSemaphore(_LARGE_AT_ONCE)

    def read(self, response: httpx.Response, where: str, *, place: contextlib.ExitStack) -> bytes:
        """Read and decode one body.

        Args:
            response: Whose body is still to be read.
            where: The request, for errors.
            place: Takes one of the few places for a large body. Leave it when the body is parsed.

        Raises:
            UnexpectedAnswer: Larger than the limit, or encoded in a way that was not asked for.
            CutShortError: Ended in the middle of a compressed stream.
        """
        body = io.BytesIO()
        try:
            for piece in _within(self._limit, _pieces(response, where, self._limit)):
                was_small = body.tell() <= _SMALL
                body.write(piece)
                if was_small and body.tell() > _SMALL:
                    self._take_place(place)
        except TooLargeError:
            raise UnexpectedAnswer(
                f"{where}: the body is larger than {self._limit:,} bytes; "
                "raise HUMANLOOP_EVALS_BODY_LIMIT if that is expected"
            ) from None
        # Unlike a bytearray it gives its content away without copying it.
        return body.getvalue()

    def _take_place(self, place: contextlib.ExitStack) -> None:
        if not self._large.acquire(timeout=time_left()):
            raise CutShortError("no time left to read a large body beside the others")
        place.callback(self._large.release)


def read_start(response: httpx.Response) -> bytes:
    """The first part of an error's body; what could be had of it, if it breaks off."""
    start = bytearray()
    broken = (UnexpectedAnswer, CutShortError, TooLargeError, httpx.HTTPError)
    with contextlib.suppress(*broken), deadline(_START_SECONDS):
        for piece in _pieces(response, "an error", _START):
            start += piece
            if len(start) > _START:
                break
    return bytes(start[:_START])


def _pieces(response: httpx.Response, where: str, limit: int) -> Iterator[bytes]:
    encoding = response.headers.get("content-encoding", "").lower()
    # What comes over the wire counts as well: gzip can go on for ever and decode to nothing. What
    # can't be compressed is a little longer as gzip.
    chunks = _within(limit + limit // 100 + _START, response.iter_raw())
    if encoding in {"", "identity"}:
        return chunks
    if encoding in {"gzip", "x-gzip"}:
        return _gunzip(chunks)
    named = repr(encoding) if len(encoding) <= _LONGEST_NAME else "with a strange name"
    raise UnexpectedAnswer(f"{where}: content encoding {named} was not asked for")


def _within(limit: int, chunks: Iterator[bytes]) -> Iterator[bytes]:
    taken = 0
    for chunk in chunks:
        taken += len(chunk)
        if taken > limit:
            raise TooLargeError
        yield chunk


def _gunzip(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Decode gzip, one member after the other, at most one MiB at a time however well packed."""
    decoder = zlib.decompressobj(_GZIP)
    try:
        for chunk in chunks:
            packed = chunk
            while packed:
                if decoder.eof:
                    decoder = zlib.decompressobj(_GZIP)
                yield decoder.decompress(packed, _MIB)
                packed = decoder.unused_data or decoder.unconsumed_tail
    except zlib.error as error:
        raise CutShortError(f"the compressed body can't be decoded ({error})") from error
    if not decoder.eof:
        raise CutShortError("the compressed body was cut short")
