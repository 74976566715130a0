"""What an account, a signed-in device, a partner client and an erasure are. Knows no wire, no database and no clock."""
