"""JSON values into columns: exactly, or not at all."""

from humanloop_evals.values.many import read_many
from humanloop_evals.values.single import (
    MISFIT,
    READERS,
    read_boolean,
    read_integer,
    read_number,
    read_text,
    read_timestamp,
)

__all__ = [
    "MISFIT",
    "READERS",
    "read_boolean",
    "read_integer",
    "read_many",
    "read_number",
    "read_text",
    "read_timestamp",
]
