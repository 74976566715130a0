"""`python -m deploy.envoy.probe`: exits with 0 while the edge in this container is ready."""

import os
import ssl
import sys
from http.client import HTTPException, HTTPSConnection

ANSWER_SECONDS = 3.0


def is_ready(port: int) -> bool:
    """Whether /readyz says so."""
    # It asks the process beside it, whose certificate bears the name that people know it by.
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    connection = HTTPSConnection("127.0.0.1", port, timeout=ANSWER_SECONDS, context=context)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(0 if is_ready(int(os.environ["VIVA_EDGE_PORT"])) else 1)
