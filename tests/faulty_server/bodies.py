"""Bodies that are small on the wire and large once they are read."""

import zlib

_MIB = 2**20


def gzip_bomb(mebibytes: int) -> bytes:
    """Gzip of so many MiB of spaces, about 1 kB each, made without making those.

    A flushed block refers to nothing before it, so one and the same can be sent again and again.
    It has no end: who reads as far as that has read too much.
    """
    packer = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    header = packer.compress(b"") + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(b" " * _MIB) + packer.flush(zlib.Z_FULL_FLUSH)
    return header + block * mebibytes


def nested(depth: int) -> bytes:
    """Lists in lists, so deep that recursion would end the process."""
    return b"[" * depth + b"]" * depth
