pytest_plugins = ["judge.run.plugin"]
