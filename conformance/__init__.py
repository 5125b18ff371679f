"""The contract of dcc.Store and its tests, one module a heading of the docs."""
