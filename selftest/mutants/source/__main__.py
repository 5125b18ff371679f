import sys

from bench.interrupt import interruptible
from selftest.mutants.source.command import main

sys.exit(interruptible(main))
