"""The same with everything that an account holds: stats, logs, judgments and datapoints."""

from sync import sync

sync()
