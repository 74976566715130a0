"""The résumé service: takes files in, reads them, and finds things by what they mean. AGPL, because it links PyMuPDF."""
