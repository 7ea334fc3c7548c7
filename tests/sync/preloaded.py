"""What commands in forked processes have imported already, in the order in which they would."""

from humanloop_evals.cli.start import set_up_process

set_up_process()

import humanloop_evals.sync  # noqa: E402, F401
