"""An embedded fake of the API with seeded data: for the first minute, the tests and the docs."""

from humanloop_evals.sandbox.app import SANDBOX_KEY, create_app, serve
from humanloop_evals.sandbox.data import Account, generate

__all__ = ["SANDBOX_KEY", "Account", "create_app", "generate", "serve"]
