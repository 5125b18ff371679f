import sys

from bench.interrupt import interruptible
from selftest.mutants.kill_matrix import main

sys.exit(interruptible(main))
