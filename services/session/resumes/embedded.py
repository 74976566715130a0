"""What passages of résumés are found by. Reading a résumé brings their vectors along; a task makes those of another model."""

from viva.resume.v1.resume_service_pb2 import EMBED_KIND_PASSAGES

from services.session.resumes.store import passage_vectors, passages, resumes
from services.session.search.embedding import EmbeddableParts

PASSAGES = EmbeddableParts(EMBED_KIND_PASSAGES, passages, passage_vectors, lambda row: str(row["text"]), whole=resumes)
