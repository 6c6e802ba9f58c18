"""The error that users see without a traceback."""


class UserError(Exception):
    """An error that the user can fix: the message names the thing, its value and the remedy."""
