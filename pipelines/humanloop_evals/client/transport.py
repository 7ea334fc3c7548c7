"""The way to one origin: with deadlines, verified TLS and the environment's proxy."""

import ssl
import threading
import urllib.request

import httpcore
import httpx

from humanloop_evals.client.connections import Connections
from humanloop_evals.client.network import Network
from humanloop_evals.errors import ConfigurationError
from humanloop_evals.settings import is_loopback


def transport(url: httpx.URL, *, connections: int, closed: threading.Event) -> httpx.HTTPTransport:
    """A transport for one origin.

    HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY, SSL_CERT_FILE and SSL_CERT_DIR are honoured.

    Args:
        url: Any URL of that origin.
        connections: The most that are open at once.
        closed: Once it is set, nothing is read or written any more.

    Raises:
        ConfigurationError: The environment names certificates or a proxy that can't be used.
    """
    proxy = _proxy(url)
    is_encrypted = "https" in {url.scheme, proxy.url.scheme if proxy else None}
    # To read the authorities takes 20 ms; who has none trusts nobody.
    context = _ssl_context() if is_encrypted else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    built = httpx.HTTPTransport(verify=context, trust_env=False)
    built.close()
    # The one way to give httpx a pool with another network backend; a test with a server that
    # drips its headers fails when an httpx release no longer looks here.
    network = Network(closed)
    taken = Connections(_pool(proxy, context, network), connections, wake=network.wake)
    built._pool = taken  # type: ignore[assignment]  # noqa: SLF001
    return built


def proxy_for(url: httpx.URL) -> str | None:
    """The proxy that the environment names for this origin, or None.

    This machine itself is always reached directly: the way through a proxy would take a request,
    which may hold the key unencrypted, off the machine.
    """
    proxies = urllib.request.getproxies()
    proxy = proxies.get(url.scheme) or proxies.get("all")
    if not proxy or is_loopback(url.host) or urllib.request.proxy_bypass(url.netloc.decode()):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"


def _ssl_context() -> ssl.SSLContext:
    try:
        return httpx.create_ssl_context()
    except (OSError, ssl.SSLError) as error:
        raise ConfigurationError(
            f"the certificates that SSL_CERT_FILE or SSL_CERT_DIR names can't be read: {error}"
        ) from error


def _pool(
    proxy: httpx.Proxy | None,
    context: ssl.SSLContext,
    backend: httpcore.NetworkBackend,
) -> httpcore.ConnectionPool:
    if proxy is None:
        return httpcore.ConnectionPool(ssl_context=context, network_backend=backend)
    return httpcore.HTTPProxy(
        proxy_url=str(proxy.url),
        proxy_auth=proxy.raw_auth,
        ssl_context=context,
        proxy_ssl_context=context if proxy.url.scheme == "https" else None,
        network_backend=backend,
    )


def _proxy(url: httpx.URL) -> httpx.Proxy | None:
    """The proxy for this origin; its URL is not shown: it may hold a password."""
    proxy = proxy_for(url)
    if proxy is None:
        return None
    try:
        named = httpx.Proxy(proxy)
    except (httpx.InvalidURL, ValueError):
        named = None
    if named is None or named.url.scheme not in {"http", "https"} or not named.url.host:
        raise ConfigurationError(
            "the proxy that the environment names (HTTPS_PROXY, HTTP_PROXY or ALL_PROXY) is not "
            "an http:// or https:// URL; others, such as SOCKS, are not supported"
        )
    return named
