"""Search by need and distance.

`understand` turns a sentence into a `request.Understood`; `build` turns the store into a generation;
`directory.Directory` opens the current generation and answers. Only `whoosh_store` imports Whoosh.
"""
