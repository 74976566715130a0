"""Where a server is and how it is spoken to."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class ServerSettings:
    """The URL is needed; the model, where the server has several."""

    url: str
    """Ends where `/chat/completions` is added (`http://127.0.0.1:8000/v1`)."""
    model: str = ""
    key: str = field(default="", repr=False)
    slots: int = 16
    """Texts asked for at once."""
    queue_limit: int = 32
    """Texts of each lane that may wait to be asked for."""
    connect_seconds: float = 5.0
    silence_seconds: float = 30.0
    """Without a word, after which a stream is taken for dead; before its first word a text may take all of its time."""
