"""Identify clients by address, even behind a proxy, or by the cookie of a known browser."""

from __future__ import annotations

import hashlib
from ipaddress import IPv6Address, ip_address, ip_network

from starlette.requests import Request

from editor.safety.tokens import is_token

COOKIE = "tapelog-browser"
KEPT_SECONDS = 180 * 86_400


def address_of(request: Request, *, proxied: bool) -> str:
    """Return the address of a client; an IPv6 /64 network counts as one client.

    With `proxied`, X-Forwarded-For is trusted, but only from a proxy on this machine.
    """
    peer = request.client.host if request.client else ""
    if proxied and _is_address(peer) and ip_address(peer).is_loopback:
        said = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
        peer = said if _is_address(said) else peer
    return _network_of_address(peer)


def known_browser(request: Request, key: bytes) -> str | None:
    """Return an identifier for a browser that has logged in before; None for any other browser."""
    cookie = request.cookies.get(COOKIE, "")
    if not is_token(key, "browser", cookie):
        return None
    return f"browser {hashlib.sha256(cookie.encode()).hexdigest()}"


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _network_of_address(text: str) -> str:
    if not _is_address(text):
        return text
    ip = ip_address(text)
    if isinstance(ip, IPv6Address) and not ip.ipv4_mapped:
        return str(ip_network((int(ip), 64), strict=False))
    return text
