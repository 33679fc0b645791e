"""Lists of listings on paper: one content, shown by one page for the screen's printer and by PDFs in six layouts.

Listings become a `content.Document` (`building`), whose every word stands as it will be printed. `pdf.pdf_of` sets it
with Typst in a layout of `layouts`; folded layouts are then arranged on sheets (`imposing`). `region` collects the
listings of a search.
"""
