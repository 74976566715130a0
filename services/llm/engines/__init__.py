"""The engines that may stand behind the port."""
