"""Records become listings: which are one thing, with reasons, and what the listing then says.

`fingerprint` marks records, `features` and `words` say what of them is compared, `units` joins exact duplicates and
the days of one group, `candidates` picks pairs, `compare` weighs them, `cluster` joins them, `listing` chooses the
words, `ledger` remembers why, `explain` tells it.
"""
