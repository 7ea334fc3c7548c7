"""An embedded fake of the API with seeded data: for the first minute, the tests and the docs."""

from humanloop_evals.sandbox.app import (
    SANDBOX_KEY,
    answer_this_machine_only,
    api_app,
    create_app,
    serve,
)
from humanloop_evals.sandbox.data import Account, generate

__all__ = [
    "SANDBOX_KEY",
    "Account",
    "answer_this_machine_only",
    "api_app",
    "create_app",
    "generate",
    "serve",
]
