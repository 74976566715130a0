"""Programs that build and check Viva; no service imports them."""
