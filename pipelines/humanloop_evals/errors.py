"""What can go wrong, each error with the exit code that it means.

HumanloopError                 base; every message says what failed, where, and what to do
├── ConfigurationError      2  settings, usage, or a file that can't be used
├── Refused                 3  the key is not accepted
├── DatabaseBusy            5  another sync, or a writer, holds the database
├── VerificationFailed      6  what was loaded is not what was read; nothing published
├── SourceUnavailable       7  the source as a whole can't be used; nothing published
├── TooOld                  8  `status`: the last good sync is too old, or the last one failed
├── Interrupted       130/143  SIGINT, SIGTERM
└── EvaluationFailed        4  confined to one evaluation, which keeps its old rows
├── RequestFailed          one of its requests failed for good
│   ├── Forbidden          with 403
│   ├── NotFound           with 404
│   └── UnexpectedAnswer   with an answer that is not what the API documents
└── RecordUnusable         a record without key, or JSON that can't be read exactly
"""

import enum
import signal
from collections.abc import Iterable


class ExitCode(enum.IntEnum):
    """Exit codes of the commands, as documented in the README."""

    COMPLETE = 0
    BUG = 1
    CONFIGURATION = 2
    REFUSED = 3
    PARTIAL = 4
    BUSY = 5
    VERIFICATION = 6
    SOURCE = 7
    TOO_OLD = 8


class HumanloopError(Exception):
    """Base of everything this project raises on purpose."""

    exit_code: int = ExitCode.BUG


class ConfigurationError(HumanloopError):
    """A setting, an argument or a file that can't be used as it is."""

    exit_code = ExitCode.CONFIGURATION


class Refused(HumanloopError):
    """The source does not accept the key, or grants it nothing that was asked for."""

    exit_code = ExitCode.REFUSED


class DatabaseBusy(HumanloopError):
    """Another sync, or another process that writes, holds the database."""

    exit_code = ExitCode.BUSY


class VerificationFailed(HumanloopError):
    """What was loaded differs from what was read; the published file stays as it was."""

    exit_code = ExitCode.VERIFICATION


class SourceUnavailable(HumanloopError):
    """The source as a whole can't be used; the published file stays as it was."""

    exit_code = ExitCode.SOURCE


class TooOld(HumanloopError):
    """The database is older than allowed, or the last sync failed."""

    exit_code = ExitCode.TOO_OLD


class Interrupted(HumanloopError):
    """A signal asked the process to end.

    Args:
        signal_number: SIGINT or SIGTERM; the exit code is 128 plus this number.
        outcome: What that means for what was under way.
    """

    def __init__(self, signal_number: int, outcome: str = "nothing was published") -> None:
        super().__init__(f"stopped by {signal.Signals(signal_number).name}; {outcome}")
        self.exit_code = 128 + signal_number


class EvaluationFailed(HumanloopError):
    """A failure confined to one evaluation: the others go on, this one keeps its old rows."""

    exit_code = ExitCode.PARTIAL


class RequestFailed(EvaluationFailed):
    """A request that failed for good, after its retries where retrying made sense."""


class Forbidden(RequestFailed):
    """A request answered with 403."""


class NotFound(RequestFailed):
    """A request answered with 404."""


class UnexpectedAnswer(RequestFailed):
    """An answer with status 200 that is not what the API documents for this call."""


class RecordUnusable(EvaluationFailed):
    """A record without its key, or JSON that can't be read without changing it."""


def did_you_mean(word: str, known: Iterable[str | None]) -> str:
    """The word that was probably meant, in brackets, for an error; empty where none is near."""
    # Not at the top: it is needed where something is wrong already.
    import difflib  # noqa: PLC0415

    by_letters = {each.casefold(): each for each in known if each is not None}
    near = difflib.get_close_matches(word.casefold(), sorted(by_letters), n=1, cutoff=0.75)
    return f" (did you mean {by_letters[near[0]]!r}?)" if near else ""


def find_cause(error: BaseException) -> HumanloopError | None:
    """The error of ours that another library wrapped, however deep, or None."""
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        if isinstance(current, HumanloopError):
            return current
        seen.add(id(current))
        current = current.__cause__ or current.__context__
    return None


def origins(error: BaseException) -> list[BaseException]:
    """An error, and all that it came from."""
    found: list[BaseException] = []
    waiting: list[BaseException | None] = [error]
    while waiting:
        one = waiting.pop()
        if one is not None and one not in found:
            found.append(one)
            waiting += [one.__cause__, one.__context__]
    return found


def forget_frames(error: BaseException) -> None:
    """Drop the tracebacks of an error and of what it came from.

    Their frames keep whole bodies in memory, and a sync keeps its errors to the end.
    """
    for one in origins(error):
        one.__traceback__ = None
