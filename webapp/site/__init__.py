"""The whole directory as a folder of HTML pages, for slow links and for places without any (`kith export site`).

Nothing in it needs a server, a network or JavaScript; addresses are relative, so that it works from a memory stick.
`gathering` reads the listings once, `lookup` makes the index that is searched in the browser, `writer` the pages.
"""
