"""The public listings as files for others: one module a format, and the way back (`data.importing`).

Every format is written as a stream, says of each listing where it comes from and on what terms, and holds all that
is public of it: what the format has no place for stands beside (`patch`), so that reading it back loses nothing.
"""
