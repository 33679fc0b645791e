"""One module an area: each reads the request, asks the directory, and renders one page or one JSON object."""
