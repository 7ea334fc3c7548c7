"""An embedded fake of the API with seeded data: for the first minute, the tests and the docs."""

from humanloop_evals.sandbox.app import (
    SANDBOX_KEY,
    answer_this_machine_only,
    api_app,
    create_app,
    serve,
)
from humanloop_evals.sandbox.data import Account, generate
from humanloop_evals.sandbox.endpoints.answer import answer, find, missing
from humanloop_evals.sandbox.query import ApiError

__all__ = [
    "SANDBOX_KEY",
    "Account",
    "ApiError",
    "answer",
    "answer_this_machine_only",
    "api_app",
    "create_app",
    "find",
    "generate",
    "missing",
    "serve",
]
