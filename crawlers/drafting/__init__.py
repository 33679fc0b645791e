"""Drafts of new sources: look at a feed or page, recognise its format, propose its source file and a test case."""
