"""The program's entry: arguments to a window or to a command."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from claimbench.app.versions import refusal


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and return its exit status: 0 done, 1 a problem was reported, 2 wrong usage."""
    if sentence := refusal():
        print(sentence, file=sys.stderr)  # noqa: T201
        return 1
    # numpy would start threads for products of large matrices, of which there are none here.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from claimbench.commandline import run

    return run(sys.argv[1:] if arguments is None else list(arguments))


if __name__ == "__main__":
    sys.exit(main())
