"""What the bank's questions are found by."""

from viva.resume.v1.resume_service_pb2 import EMBED_KIND_QUESTION

from services.session.questions.bank_store import bank_question_vectors, bank_questions, question_text
from services.session.search.embedding import Embeddable

QUESTIONS = Embeddable(EMBED_KIND_QUESTION, bank_questions, bank_question_vectors, question_text)
