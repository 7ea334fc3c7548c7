"""A server on loopback that misbehaves as told, for tests of what reads from one.

    with FaultyServer() as server:
        server.script("/v5/evaluations/evr_1", reset(), respond(503), send_json({"id": "evr_1"}))

Every request for a path takes the next behaviour; the last one stays.
"""

from faulty_server.behaviours import (
    close_at_once,
    cut,
    cut_chunked,
    drip_body,
    drip_headers,
    endless_body,
    reset,
    respond,
    send,
    send_gzip,
    send_json,
    silence,
    tunnel,
)
from faulty_server.bodies import gzip_bomb, nested
from faulty_server.certificates import Certificate, make_certificate
from faulty_server.server import Behaviour, Exchange, FaultyServer, Request, unused_port

__all__ = [
    "Behaviour",
    "Certificate",
    "Exchange",
    "FaultyServer",
    "Request",
    "close_at_once",
    "cut",
    "cut_chunked",
    "drip_body",
    "drip_headers",
    "endless_body",
    "gzip_bomb",
    "make_certificate",
    "nested",
    "reset",
    "respond",
    "send",
    "send_gzip",
    "send_json",
    "silence",
    "tunnel",
    "unused_port",
]
