"""Settings as the rest of the package gets them."""

from dataclasses import dataclass, field
from pathlib import Path

DEFAULT_BASE_URL = "https://api.humanloop.com/v5"
DEFAULT_DATABASE = "humanloop_evals.duckdb"
DEFAULT_RECHECK_AFTER = 7 * 86_400.0
SANDBOX_DATABASE = "humanloop_sandbox.duckdb"


@dataclass(frozen=True, slots=True)
class Secret:
    """A value that no repr, log line or traceback shows."""

    value: str = field(repr=False)

    def __str__(self) -> str:
        return "***"


@dataclass(frozen=True, slots=True)
class Selection:
    """Which evaluations to read: by id, by the file they belong to, or all of them."""

    evaluation_ids: tuple[str, ...] = ()
    file_ids: tuple[str, ...] = ()
    all_evaluations: bool = False

    def __bool__(self) -> bool:
        return bool(self.evaluation_ids or self.file_ids or self.all_evaluations)


@dataclass(frozen=True, slots=True)
class ClientSettings:
    """How requests are sent.

    Attributes:
        base_url: Including the version, without a slash at the end.
        api_key: Sent to the origin of `base_url` only.
        connect_timeout: Seconds to open a connection.
        read_timeout: Seconds without a byte.
        request_deadline: Seconds for one request with all its attempts and waits.
        sync_deadline: Seconds for everything, or None.
        body_limit: Bytes of one decoded body.
        quotes_errors: Whether an error may say what the server says about it, which may repeat
            what is to be hidden.
        verbatim: Whether texts that were cut inside a character stay as they are, which no
            database can hold.
    """

    base_url: str = DEFAULT_BASE_URL
    api_key: Secret = Secret("")
    requests_in_flight: int = 16
    connect_timeout: float = 10.0
    read_timeout: float = 60.0
    attempts: int = 6
    request_deadline: float = 300.0
    sync_deadline: float | None = None
    body_limit: int = 64 * 1024 * 1024
    quotes_errors: bool = True
    verbatim: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything resolved.

    Attributes:
        recheck_after: Seconds after which logs are read again, whatever the stats say.
        redact: Fields that are left out, or replaced by a hash.
        redact_salt: For these hashes.
        provider_payloads: Whether to load what was sent to and came from models.
    """

    selection: Selection
    client: ClientSettings
    database: Path
    recheck_after: float = DEFAULT_RECHECK_AFTER
    redact: tuple[str, ...] = ()
    redact_salt: Secret = Secret("")
    provider_payloads: bool = False
