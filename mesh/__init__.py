"""How our services talk to each other: refusals, contract, identity, access, server, channels, leases, telemetry."""
