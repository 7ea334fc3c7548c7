"""What a failed attempt means: for this request, for the evaluation, or for the whole source."""

import ssl

import httpx

from humanloop_evals.client.answer import describe_error, one_line
from humanloop_evals.client.body import read_start
from humanloop_evals.client.retry import (
    TryAgainError,
    check_retry_after,
    is_retryable,
    retry_after_seconds,
)
from humanloop_evals.errors import (
    Forbidden,
    HumanloopError,
    NotFound,
    Refused,
    RequestFailed,
    SourceUnavailable,
    origins,
)
from humanloop_evals.settings import ClientSettings, Secret, origin


def status_failure(
    response: httpx.Response, where: str, *, settings: ClientSettings, now: float
) -> HumanloopError | TryAgainError:
    """What an answer means whose status is not 200.

    Args:
        response: Its body is still to be read.
        where: The request, for errors.
        settings: With the key, which is hidden should the server echo it.
        now: Seconds since 1970, for `Retry-After` given as a date.

    Raises:
        SourceUnavailable: The server asks to wait longer than a sync waits.
    """
    status = response.status_code
    if response.has_redirect_location:
        target = one_line(_redirect_host(response), settings.api_key)
        named = repr(target) if target else "an address that can't be read"
        return SourceUnavailable(
            f"{where}: redirected ({status}) to {named}; redirects are not followed, "
            "the key would go along. Set humanloop_base_url to the final address"
        )
    said = describe_error(read_start(response), settings.api_key) if settings.quotes_errors else ""
    message = f"{where}: {status}{said}"
    if status == httpx.codes.UNAUTHORIZED:
        return Refused(f"{message}. Check HUMANLOOP_API_KEY")
    if status == httpx.codes.FORBIDDEN:
        return Forbidden(message)
    if status == httpx.codes.NOT_FOUND:
        return NotFound(message)
    if not is_retryable(status):
        return RequestFailed(message)
    asked = retry_after_seconds(response.headers.get("retry-after"), now=now)
    check_retry_after(asked, where)
    return TryAgainError(RequestFailed(message), asked)


def _redirect_host(response: httpx.Response) -> str:
    try:
        return response.url.join(response.headers["location"]).host
    except (httpx.InvalidURL, ValueError):
        # ValueError: of a host that is none in any alphabet.
        return ""


def connection_failure(
    error: Exception, where: str, *, base_url: str, key: Secret
) -> TryAgainError | SourceUnavailable:
    """What a failure below HTTP means: for the source where no connection came about at all."""
    reason = one_line(str(error), key) or type(error).__name__
    server = origin(base_url)
    if any(isinstance(one, ssl.SSLCertVerificationError) for one in origins(error)):
        return SourceUnavailable(
            f"{server}: TLS failed ({reason}). "
            "For a private authority set SSL_CERT_FILE; verification can't be switched off"
        )
    final: HumanloopError = RequestFailed(f"{where}: {reason}")
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.ProxyError):
        final = SourceUnavailable(f"{server}: no connection ({reason})")
    final.__cause__ = error
    return TryAgainError(final)
