"""HSDS 3.1 (Open Referral): its objects as models, and our listings as these objects.

`objects` and `parts` are the models, `values` their kinds of values, `listings` turns a public listing into HSDS
documents, `terms` are our vocabularies as taxonomies, `checking` finds what is wrong in files, packages and APIs.
"""
