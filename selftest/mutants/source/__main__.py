import sys

from selftest.mutants.source.command import main

sys.exit(main())
