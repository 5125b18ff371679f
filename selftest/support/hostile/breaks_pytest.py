"""A pytest plugin that raises after the first test."""


def pytest_runtest_logfinish() -> None:
    raise RuntimeError("a plugin broke")
