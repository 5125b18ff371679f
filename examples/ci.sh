#!/bin/sh
# A gate for any CI that has a shell, Python 3.10 or newer, and a browser. Run it in the folder of your package;
# its exit code is the result, and conformance-report/ the artifact. See docs/ci.md.
set -eu

suite="git+https://example.org/store-conformance.git@main"

python3 -m venv .venv
.venv/bin/pip install -q "store-conformance @ $suite" .
.venv/bin/store-conformance doctor || true # in the log: what the browsers are, and how to install the others
exec .venv/bin/store-conformance run --store my_package:MyStore
