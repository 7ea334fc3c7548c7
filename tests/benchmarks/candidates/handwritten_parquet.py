"""The hand-written source with the one setting that helps it most."""

from handwritten import humanloop, load

load(humanloop, "parquet")
