"""The words that scenarios and bank questions are written in, as session's questions use them."""

from interviewing.language import Language
from interviewing.vocabulary import Area, Category, Difficulty, Focus, Stage, StageKind, Variant

__all__ = ["Area", "Category", "Difficulty", "Focus", "Language", "Stage", "StageKind", "Variant"]
