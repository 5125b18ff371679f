"""The state of a store as a static site: today, in its releases, next to others, and what to do about it."""
