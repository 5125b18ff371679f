"""How fast the suite judges, beside the same work done the stock way."""
