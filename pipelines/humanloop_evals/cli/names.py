"""What `query --list` prints."""

import textwrap
from collections.abc import Iterator, Mapping
from typing import TextIO

from humanloop_evals.cookbook import NamedQuery, read_checks_as_queries, read_queries

_WIDTH = 100


def write_names(out: TextIO) -> None:
    """The names that `query` knows, with what they answer and what can be asked for."""
    queries, checks = read_queries(), read_checks_as_queries()
    width = max(map(len, (*queries, *checks)))
    out.writelines(_lines(queries, width))
    out.write("\nChecks, whose rows are what is wrong:\n\n")
    out.writelines(_lines(checks, width))


def _lines(named: Mapping[str, NamedQuery], width: int) -> Iterator[str]:
    indent = " " * (width + 2)
    for name, query in named.items():
        lines = textwrap.wrap(query.question, _WIDTH - len(indent))
        yield f"{name:<{width}}  " + f"\n{indent}".join(lines) + "\n"
        for parameter, meaning in query.parameters.items():
            yield f"{indent}--param {parameter}=...  {meaning}\n"
