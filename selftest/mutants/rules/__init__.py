"""Machine-made mutants of the rules that decide verdicts, judged by the selftests that need no browser."""
