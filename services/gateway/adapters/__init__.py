"""What the gateway reaches: the other services, mail servers, partners' webhooks."""
