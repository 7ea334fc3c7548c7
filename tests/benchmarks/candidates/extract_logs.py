"""Our extraction alone, of everything that an account holds."""

from extract import extract
from humanloop_evals.extract import Scope

extract(Scope())
