"""Referral lists: listings somebody chose, in their order, with notes, to print or to hand over.

A list lives in the reader's browser, or in an address or a form while there are no scripts; the server keeps one only
when it is asked for a short code (`data.shared_lists`). `content` is what a list is, `editing` what a button without
scripts does to it, `facts` tells what changed since, `formats` makes files of it.
"""
