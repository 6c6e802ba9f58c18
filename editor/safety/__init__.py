"""Security: authentication, allowed hosts, CSRF protection, request limits, response headers."""
