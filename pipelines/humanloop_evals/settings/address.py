"""The base URL: what it may look like, and where the key may go."""

import ipaddress
from urllib.parse import urlsplit

from humanloop_evals.errors import ConfigurationError
from humanloop_evals.settings.values import parse_text


def parse_base_url(value: object) -> str:
    """Read the base URL of the API; whether plain http is allowed is decided later."""
    url = parse_text(value).rstrip("/")
    if "@" in url or "?" in url or "#" in url:
        raise ValueError("expected a URL without user, query and fragment")
    try:
        parts = urlsplit(url)
        is_usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_usable = False
    if not is_usable or not url.isprintable() or " " in url or "\\" in url:
        raise ValueError("expected a URL such as https://api.humanloop.com/v5")
    return url


def is_loopback(host: str | None) -> bool:
    """Whether a host is this machine."""
    if host in {None, "localhost"}:
        return host == "localhost"
    try:
        return ipaddress.ip_address(str(host)).is_loopback
    except ValueError:
        return False


def origin(base_url: str) -> str:
    """Scheme, host and port of a URL: what the key may be sent to."""
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    shown = f"[{host}]" if ":" in host else host
    is_usual = parts.port in {None, {"https": 443, "http": 80}.get(parts.scheme)}
    return f"{parts.scheme}://{shown}" if is_usual else f"{parts.scheme}://{shown}:{parts.port}"


def demand_https(base_url: str, *, allow_http: bool) -> None:
    """Refuse to send the key over plain http to another machine.

    Raises:
        ConfigurationError: Naming the ways out.
    """
    parts = urlsplit(base_url)
    if parts.scheme == "https" or allow_http or is_loopback(parts.hostname):
        return
    raise ConfigurationError(
        f"humanloop_base_url is {base_url}: the key would travel unencrypted. "
        "Use https, or --allow-http if the network between is yours"
    )
