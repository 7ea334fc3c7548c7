"""The command as it was typed, so that what is printed can be typed as well."""

import shlex
import sys
from pathlib import Path


def program() -> str:
    """How to call it again."""
    typed = sys.argv[0]
    return shlex.quote(typed) if Path(typed).name == "humanloop-evals" else "humanloop-evals"
