"""How fast the suite judges, beside the same work done the stock way. No tests; nothing here takes part in any."""
