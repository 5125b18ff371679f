"""Loads the pytest plugin of the suite."""

pytest_plugins = ["judge.run.plugin"]
