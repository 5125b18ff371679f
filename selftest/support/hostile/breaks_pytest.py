"""A pytest plugin that breaks when the first test is over, as plugins do."""


def pytest_runtest_logfinish() -> None:
    raise RuntimeError("a plugin broke")
