"""How often one address, or one account or partner, may call: the edge's rate limits."""

from dataclasses import dataclass
from typing import Any

BY_ADDRESS = "viva.limit_by_address"
BY_SUBJECT = "viva.limit_by_subject"
# Envoy forgets the one seen longest ago beyond this many, and who is forgotten starts afresh.
REMEMBERED = 20_000


@dataclass(frozen=True)
class Rate:
    """`burst` calls at once, then one every `seconds_per_call`."""

    burst: int
    seconds_per_call: float


@dataclass(frozen=True)
class Limits:
    """Generous to an office behind one address, tight for who guesses passwords or fills disks."""

    log_in: Rate = Rate(20, 3)
    register: Rate = Rate(20, 6)
    upload: Rate = Rate(20, 6)
    everything_else: Rate = Rate(600, 0.01)
    subject: Rate = Rate(300, 0.02)


# What a request is counted against. A network hands out whole /64s of IPv6, so those count as one.
ADDRESS = {"masked_remote_address": {"v4_prefix_mask_len": 32, "v6_prefix_mask_len": 64}}
SUBJECT = {
    "metadata": {
        "descriptor_key": "subject",
        "metadata_key": {"key": "envoy.filters.http.jwt_authn", "path": [{"key": "token"}, {"key": "sub"}]},
        "source": "DYNAMIC",
    }
}


def by_address(name: str, rate: Rate) -> dict[str, Any]:
    """The filter configuration that gives each address its own bucket."""
    return {BY_ADDRESS: _limit(name, ADDRESS, "masked_remote_address", rate)}


def by_subject(rate: Rate) -> dict[str, Any]:
    """The filter configuration that gives each account or partner client its own bucket."""
    return {BY_SUBJECT: _limit("subject", SUBJECT, "subject", rate)}


def _limit(name: str, counted: dict[str, Any], key: str, rate: Rate) -> dict[str, Any]:
    always = {"default_value": {"numerator": 100, "denominator": "HUNDRED"}}
    return {
        "@type": "type.googleapis.com/envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit",
        "stat_prefix": name,
        "rate_limits": [{"actions": [counted]}],
        "filter_enabled": always,
        "filter_enforced": always,
        "rate_limited_as_resource_exhausted": True,
        "max_dynamic_descriptors": REMEMBERED,
        # No value: each one seen gets a bucket of its own.
        "descriptors": [{"entries": [{"key": key}], "token_bucket": _bucket(rate)}],
        # One bucket for all would let one caller shut out the others, so this one never runs dry.
        "token_bucket": {"max_tokens": 1_000_000, "tokens_per_fill": 1_000_000, "fill_interval": "0.1s"},
        "always_consume_default_token_bucket": False,
        "response_headers_to_add": [{"header": {"key": "retry-after", "value": str(max(1, round(rate.seconds_per_call)))}}],
    }


def _bucket(rate: Rate) -> dict[str, Any]:
    """Envoy fills no more often than every 50 ms, so a quick rate gets several tokens each time."""
    per_fill = max(1, round(0.1 / rate.seconds_per_call))
    return {"max_tokens": rate.burst, "tokens_per_fill": per_fill, "fill_interval": f"{per_fill * rate.seconds_per_call:g}s"}
