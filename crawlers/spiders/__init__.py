"""One module a format; the spider's `name` is the format word of a source file."""
