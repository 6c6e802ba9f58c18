"""Connections to public addresses alone: a name is resolved once, and that address is connected to.

A check before the request would be worth nothing: the name can resolve to another address a moment
later, and does where somebody wants to reach this network through us (DNS rebinding).
"""

from __future__ import annotations

import os
import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

import httpx

from transcripts.errors import UserError

INNER_HOSTS = "TAPELOG_INNER_FEEDS"
"""The setting with host names, separated by commas, whose feeds may be of this network."""

_NAT64 = IPv6Network("64:ff9b::/96")
_NEVER = tuple(
    IPv6Network(network)
    for network in (
        "::/96",  # IPv4-compatible: ::127.0.0.1
        "64:ff9b:1::/48",  # NAT64 of one network
        "2001::/32",  # Teredo
        "2002::/16",  # 6to4
        "fec0::/10",  # site-local
    )
)


class NotPublic(UserError):
    """A public feed leads to an address that is not public."""


def is_public(number: str) -> bool:
    """Whether an IP address is of the internet, by itself and by what it may be translated to."""
    ip = ip_address(number)
    if isinstance(ip, IPv4Address):
        return ip.is_global and not ip.is_multicast and not ip.is_reserved
    embedded = _embedded(ip)
    if embedded is not None:
        return is_public(str(embedded))
    if any(ip in network for network in _NEVER):
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_site_local


def is_inner_by_name(address: str) -> bool:
    """Whether the user named a server of this network: by number, as localhost, or in the setting.

    Other names count as public whatever they resolve to now: their owner decides that, no user.
    """
    listed = {name.strip().lower() for name in os.environ.get(INNER_HOSTS, "").split(",")} - {""}
    try:
        host = (urlsplit(address).hostname or "").lower()
        return host == "localhost" or host in listed or not is_public(host)
    except ValueError:  # a name, or not an address at all
        return False


class PublicTransport(httpx.BaseTransport):
    """Sends each request, of redirects too, to an address that was found to be public."""

    def __init__(self, transport: httpx.BaseTransport | None = None) -> None:
        # A connection that is kept belongs to a name, and would be taken for one to an address.
        limits = httpx.Limits(max_keepalive_connections=0)
        self._transport = transport or httpx.HTTPTransport(limits=limits)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Resolve the host once and connect to the first of its addresses that answers.

        Raises NotPublic if any of them is not public.
        """
        host = request.url.host
        numbers = resolve(host, request.url.port or 0)
        for number in numbers:
            if not is_public(number):
                raise NotPublic(
                    f"{host} is a private address ({number}), which a public feed may not lead to: "
                    f"if it is your own, set {INNER_HOSTS}={host}"
                )
        last: httpx.ConnectError | httpx.ConnectTimeout | None = None
        for number in numbers:
            try:
                return self._transport.handle_request(_pinned(request, number))
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                last = error
        raise last or httpx.ConnectError(f"{host} has no address")

    def close(self) -> None:
        """Close what is open."""
        self._transport.close()


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a host, in the order in which they are to be tried."""
    try:
        found = socket.getaddrinfo(host, port or None, type=socket.SOCK_STREAM)
    except (OSError, ValueError) as error:
        raise httpx.ConnectError(f"{host} cannot be found ({error})") from None
    return list(dict.fromkeys(str(info[4][0]) for info in found))


def _pinned(request: httpx.Request, number: str) -> httpx.Request:
    """Return the request to a number; Host header and TLS keep the name."""
    return httpx.Request(
        request.method,
        request.url.copy_with(host=number),
        headers=request.headers,
        stream=request.stream,
        extensions={**request.extensions, "sni_hostname": request.url.host},
    )


def _embedded(ip: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address that an IPv6 address stands for, None if it stands for itself."""
    if ip.ipv4_mapped is not None:
        return ip.ipv4_mapped
    return IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else None
