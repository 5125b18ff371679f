"""The contract of dcc.Store and its tests, one module for each heading of the docs."""
