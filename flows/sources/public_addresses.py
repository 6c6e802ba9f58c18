"""Connect only to public addresses: resolve a host name once, and use that address.

Checking the name before the request would not help, because the name can resolve to another address
a moment later. With this trick (DNS rebinding), attackers reach a private network through a server.
"""

from __future__ import annotations

import os
import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

import httpx

from transcripts.errors import UserError

LOCAL_HOSTS = "TAPELOG_INNER_FEEDS"
"""The environment variable that lists local host names whose feeds are allowed, comma-separated."""

_NAT64 = IPv6Network("64:ff9b::/96")
_NOT_PUBLIC = tuple(
    IPv6Network(network)
    for network in (
        "::/96",  # IPv4-compatible: ::127.0.0.1
        "64:ff9b:1::/48",  # a network's own NAT64
        "2001::/32",  # Teredo
        "2002::/16",  # 6to4
        "fec0::/10",  # site-local
    )
)


class NotPublic(UserError):
    """A public feed leads to a private address."""


def is_public(number: str) -> bool:
    """Check whether an IP address, and any IPv4 address embedded in it, is public."""
    ip = ip_address(number)
    if isinstance(ip, IPv4Address):
        return ip.is_global and not ip.is_multicast and not ip.is_reserved
    embedded = _find_embedded_ipv4(ip)
    if embedded is not None:
        return is_public(str(embedded))
    if any(ip in network for network in _NOT_PUBLIC):
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_site_local


def is_local_by_name(address: str) -> bool:
    """Check whether the host of an address is a private IP, localhost, or in LOCAL_HOSTS.

    All other host names count as public, even if they resolve to a private address now, because
    their owner can change that.
    """
    listed = {name.strip().lower() for name in os.environ.get(LOCAL_HOSTS, "").split(",")} - {""}
    try:
        host = (urlsplit(address).hostname or "").lower()
        return host == "localhost" or host in listed or not is_public(host)
    except ValueError:  # a host name, or not an address at all
        return False


class PublicTransport(httpx.BaseTransport):
    """An httpx transport that connects only to verified public addresses, also after redirects."""

    def __init__(self, transport: httpx.BaseTransport | None = None) -> None:
        # Connections are pooled by IP address, and TLS has verified the name of one host only, so
        # connections are not reused.
        limits = httpx.Limits(max_keepalive_connections=0)
        self._transport = transport or httpx.HTTPTransport(limits=limits)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Resolve the host once, and connect to the first of its addresses that answers.

        Raises NotPublic if any address is not public.
        """
        host = request.url.host
        numbers = resolve(host, request.url.port or 0)
        for number in numbers:
            if not is_public(number):
                raise NotPublic(
                    f"{host} is a private address ({number}), to which a public feed may not lead: "
                    f"if it is your own, set {LOCAL_HOSTS}={host}"
                )
        last: httpx.ConnectError | httpx.ConnectTimeout | None = None
        for number in numbers:
            try:
                return self._transport.handle_request(_request_to_address(request, number))
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                last = error
        raise last or httpx.ConnectError(f"{host} has no address")

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a host in the order in which to try them."""
    try:
        found = socket.getaddrinfo(host, port or None, type=socket.SOCK_STREAM)
    except (OSError, ValueError) as error:
        raise httpx.ConnectError(f"{host} cannot be found ({error})") from None
    return list(dict.fromkeys(str(info[4][0]) for info in found))


def _request_to_address(request: httpx.Request, number: str) -> httpx.Request:
    """Return the request for a given address; the Host header and TLS keep the host's name."""
    return httpx.Request(
        request.method,
        request.url.copy_with(host=number),
        headers=request.headers,
        stream=request.stream,
        extensions={**request.extensions, "sni_hostname": request.url.host},
    )


def _find_embedded_ipv4(ip: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address that is embedded in an IPv6 address; None if there is none."""
    if ip.ipv4_mapped is not None:
        return ip.ipv4_mapped
    return IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else None
