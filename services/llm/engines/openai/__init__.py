"""Has a model written with by a server that speaks OpenAI's chat API: vLLM, llama-server, or any other."""
