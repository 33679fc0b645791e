"""Everything Kith knows about listings that is not crawling, searching or showing them.

Read in this order: `model` (what a record and a listing are), `sources` (what a source file may say),
`taxonomy` (needs and other controlled words), `cleaning`, `merging`, `store`. This folder holds code and
curated facts; generated files live under the home directory (`settings`).
"""
