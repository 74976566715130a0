"""What companies and postings are found by."""

from viva.resume.v1.resume_service_pb2 import EMBED_KIND_COMPANY, EMBED_KIND_POSTING

from services.session.hiring.company_store import companies, company_text, company_vectors
from services.session.hiring.store import posting_text, posting_vectors, postings
from services.session.search.embedding import Embeddable

COMPANIES = Embeddable(EMBED_KIND_COMPANY, companies, company_vectors, company_text)
POSTINGS = Embeddable(EMBED_KIND_POSTING, postings, posting_vectors, posting_text)
