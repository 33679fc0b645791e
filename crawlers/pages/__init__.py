"""Web pages: what schema.org data and what the selectors of a source's `[pages]` say on them, and where they lead."""
