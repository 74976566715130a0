"""Posts a body to a partner's webhook byte for byte, and to no address inside our own network (F17, DESIGN §10)."""

import asyncio
import socket
import ssl
from collections.abc import Callable, Sequence
from ipaddress import ip_address
from urllib.parse import urlsplit

import httpx

from services.gateway.domain.addresses import Address, Network, may_be_called
from services.gateway.domain.refusals import AddressRefused, WebhookFailed

TIMES = httpx.Timeout(8.0, connect=4.0)
DELIVERY_SECONDS = 12.0
"""All of it together: shorter than the contract gives an attempt, so that the failure is told and not timed out."""
HTTPS_PORT = 443

Resolve = Callable[[str, int], Sequence[Address]]


def resolve(host: str, port: int) -> Sequence[Address]:
    """Every address of a name; WebhookFailed when it has none now."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise WebhookFailed from None
    return [ip_address(str(address[0]).partition("%")[0]) for *_, address in found]


class WebhookSender:
    """Posts to webhooks."""

    def __init__(
        self, *, allowed: Sequence[Network] = (), trust: ssl.SSLContext | None = None, find: Resolve = resolve, release: str = "unknown"
    ) -> None:
        """Reaches the world and the networks in `allowed`; `trust` knows the certificates of partners."""
        self._allowed = allowed
        self._trust = trust or ssl.create_default_context()
        self._find = find
        self._agent = f"viva/{release}"

    async def post(self, url: str, body: bytes, *, signature: str, delivery_id: str) -> int:
        """Returns the partner's status, 2xx. Raises AddressRefused or WebhookFailed."""
        parts = urlsplit(url)
        if parts.scheme != "https" or not parts.hostname or parts.username is not None:
            raise AddressRefused
        try:
            async with asyncio.timeout(DELIVERY_SECONDS):
                address = await self._address_of(parts.hostname, _port(url))
                return await self._post(httpx.URL(url), address, body, self._headers(signature, delivery_id))
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError):
            raise WebhookFailed from None

    async def _address_of(self, host: str, port: int) -> Address:
        """One address of the host. All have to be permitted: a name with one foot inside is not tried on the other."""
        addresses = await asyncio.to_thread(self._find, host, port)
        if not all(may_be_called(address, self._allowed) for address in addresses):
            raise AddressRefused
        return addresses[0]

    async def _post(self, url: httpx.URL, address: Address, body: bytes, headers: dict[str, str]) -> int:
        """Connects to the address that was judged, not to the name, which might lead elsewhere the next time it is asked."""
        judged = url.copy_with(host=str(address))
        request = httpx.Request("POST", judged, content=body, headers={**headers, "host": _authority(url)})
        request.extensions["sni_hostname"] = url.host
        async with httpx.AsyncClient(verify=self._trust, timeout=TIMES, follow_redirects=False, trust_env=False) as client:
            request.extensions["timeout"] = TIMES.as_dict()
            response = await client.send(request, stream=True)
            await response.aclose()
        if not response.is_success:
            raise WebhookFailed(http_status=response.status_code)
        return response.status_code

    def _headers(self, signature: str, delivery_id: str) -> dict[str, str]:
        return {
            "content-type": "application/json",
            "user-agent": self._agent,
            "viva-delivery": delivery_id,
            "viva-signature": signature,
        }


def _port(url: str) -> int:
    try:
        return urlsplit(url).port or HTTPS_PORT
    except ValueError:
        raise AddressRefused from None


def _authority(url: httpx.URL) -> str:
    return url.netloc.decode("ascii")
