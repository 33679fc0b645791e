"""Word lists, one file a language: what people type and what they mean by it."""
