"""Certificates that nobody has signed, made when a test wants one."""

import shutil
import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Certificate:
    """A self-signed certificate.

    Attributes:
        path: PEM of the certificate, which is its own authority.
        context: What a server needs to present it.
    """

    path: Path
    context: ssl.SSLContext


def make_certificate(folder: Path, *hosts: str) -> Certificate | None:
    """A certificate for 127.0.0.1 and for hosts by name; None where openssl is not installed."""
    program = shutil.which("openssl")
    if program is None:
        return None
    names = ",".join(["IP:127.0.0.1", *(f"DNS:{host}" for host in hosts)])
    path, key = folder / "certificate.pem", folder / "key.pem"
    command = [program, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    command += ["-nodes", "-days", "2", "-subj", "/CN=test", "-addext", f"subjectAltName={names}"]
    command += ["-keyout", str(key), "-out", str(path)]
    subprocess.run(command, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path, key)
    return Certificate(path, context)
