"""A pytest plugin that runs no test."""


def pytest_runtest_protocol() -> bool:
    return True
