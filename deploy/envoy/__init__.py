"""The edge: Envoy's configuration, rendered from the contract's routes and from where the services listen."""
