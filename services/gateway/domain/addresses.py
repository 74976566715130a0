"""Decides which addresses a webhook may reach: the world, and of the installation's own network only what was allowed."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

NAT64 = IPv6Network("64:ff9b::/96")
"""RFC 6052: carries an IPv4 address in its last 32 bits."""


def may_be_called(address: Address, allowed: Sequence[Network] = ()) -> bool:
    """Whether a webhook may go there. An address that carries another one inside is judged by that one, too."""
    return all(_is_open(part, allowed) for part in (address, *_carried(address)))


def _is_open(address: Address, allowed: Sequence[Network]) -> bool:
    if any(address in network for network in allowed):
        return True
    return (address.is_global and not address.is_multicast) or _is_wrapper(address)


def _is_wrapper(address: Address) -> bool:
    """An IPv4 address written as IPv6 is of no network itself; what it carries decides."""
    return isinstance(address, IPv6Address) and address.ipv4_mapped is not None


def _carried(address: Address) -> tuple[IPv4Address, ...]:
    if isinstance(address, IPv4Address):
        return ()
    nat64 = IPv4Address(int(address) & 0xFFFFFFFF) if address in NAT64 else None
    teredo = address.teredo or ()
    return tuple(inner for inner in (address.ipv4_mapped, address.sixtofour, nat64, *teredo) if inner is not None)
