import sys

from selftest.mutants.kill_matrix import main

sys.exit(main())
