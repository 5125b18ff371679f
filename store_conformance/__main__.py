"""Run the command line: `python -m store_conformance`, or this file by its path in a checkout."""

import sys
from pathlib import Path

if not __package__:
    # Python has put this folder first on the path, where its modules would hide those of a user.
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from store_conformance.cli import main

sys.exit(main())
