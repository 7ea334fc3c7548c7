"""A stand-in for the vendor's exporter: writes what it writes, with every fault it has."""

from exporter.quirks import Quirks, lost, refused
from exporter.writer import Exporter

__all__ = ["Exporter", "Quirks", "lost", "refused"]
