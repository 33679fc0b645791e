"""The search on other people's pages: one script, the words it shows, and the pastes that place it.

`widget.v1.js` draws what the server says: labels and texts reach it as words of the reader's language
(`words`, `shown`), so that one version of it serves for years. A released version never changes (`script`).
"""
