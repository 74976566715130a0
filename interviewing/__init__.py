"""Rules about questions and answers that the service which writes them and the one which stores them must share.

Plain functions over text, without dependencies: an interviewer and a validator that read the same rule cannot
contradict each other.
"""
