"""Models that suit Viva, by the memory they take, their Korean, and what their licence allows.

Licences are those that the makers published when this was written. Viva has measured none of these models.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Recommended:
    """One model in one quantisation. `gib`: its file; the KV cache comes on top."""

    name: str
    file: str
    gib: float
    korean: str
    licence: str
    commercial: bool
    note: str = ""


MODELS = (
    Recommended("Qwen3 4B", "Qwen3-4B-Q4_K_M.gguf", 2.3, "one of many languages", "Apache-2.0", True, "for a CPU, or a GPU of 6 GB"),
    Recommended("Kanana 1.5 8B", "kanana-1.5-8b-instruct-2505-Q4_K_M.gguf", 4.6, "made for it", "Apache-2.0", True, "for a GPU of 8 GB"),
    Recommended("Qwen3 8B", "Qwen3-8B-Q4_K_M.gguf", 4.7, "one of many languages", "Apache-2.0", True, "for a GPU of 8 GB"),
    Recommended("EXAONE 3.5 7.8B", "EXAONE-3.5-7.8B-Instruct-Q4_K_M.gguf", 4.5, "made for it", "EXAONE AI Model License", False, "8 GB"),
    Recommended("Qwen3 14B", "Qwen3-14B-Q4_K_M.gguf", 8.4, "one of many languages", "Apache-2.0", True, "for a GPU of 12 GB"),
)

_NON_COMMERCIAL = ("exaone", "-nc", "non-commercial", "noncommercial")
_FREE = ("apache-2.0", "mit", "bsd")


def what_it_allows(licence: str, architecture: str, name: str) -> str:
    """What a licence means for an operator, in a sentence; it is the licence that counts."""
    known = " ".join((licence, architecture, name)).lower()
    if any(sign in known for sign in _NON_COMMERCIAL):
        return "not for commercial use: hiring with it needs another agreement with its maker"
    if licence.lower().startswith(_FREE):
        return "may be used commercially, under the terms of that licence"
    if licence:
        return "read it before you use the model for anything but trying it out"
    return "the file does not say; look where you got it from"
