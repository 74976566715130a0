"""What the gateway decides by itself: languages, the words of refusals and mails, addresses that may be called."""
