"""A session for nox: `nox -s conformance` judges the store of this repository. See docs/ci.md."""

import nox

SUITE = "store-conformance @ git+https://example.org/store-conformance.git@main"


@nox.session
def conformance(session: nox.Session) -> None:
    """Install the suite and this package, and judge."""
    session.install(SUITE, ".")
    session.run("store-conformance", "run", "--store", "my_package:MyStore", *session.posargs)
