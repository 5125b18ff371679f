"""From outcomes to documents: the result model, its arithmetic, and what is written of it."""
