"""What tests of the partner's client share: a Viva that does as it is told."""
