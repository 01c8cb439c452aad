"""A server that speaks OpenAI's chat completions, as strict as the real one, with a model of a few rules behind it."""
