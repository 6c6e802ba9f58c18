"""Define the error that users see without a traceback."""


class UserError(Exception):
    """An error that the user can fix; the message says what is wrong and how to fix it."""
