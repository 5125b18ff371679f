"""Figures without verdicts: how fast the suite judges, and how much stores keep."""
