import sys

from bench.interrupt import interruptible
from selftest.mutants.rules.command import main

sys.exit(interruptible(main))
