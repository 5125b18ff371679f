import sys

from selftest.mutants.rules.command import main

sys.exit(main())
