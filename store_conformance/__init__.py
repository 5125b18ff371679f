"""The command line, `store-conformance`: one command for everything the suite does for its users."""
