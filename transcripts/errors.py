"""The one kind of error that a user sees without a traceback."""


class UserError(Exception):
    """Something that the user can mend: the message names the thing, its value and the way out."""
