"""How the llm service reaches its peers."""
