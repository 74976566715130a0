"""What our images are made of, and how a container says that it is well."""
