"""The services of the mesh, one package each; what they share is mesh and the contract."""
