"""The base class of every mistake that a user can make."""


class UserError(Exception):
    """Something a user can fix: bad input, a store that cannot be loaded, a file that cannot be written.

    The message says what is wrong, where, and how to fix it, one line a mistake. Whoever runs a command
    catches this one class, prints the message, and exits with a code that cannot be taken for a verdict.
    """
