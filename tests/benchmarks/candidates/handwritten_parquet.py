"""The hand-written source with the one setting that helps it most."""

from handwritten import load

load("parquet")
