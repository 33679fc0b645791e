"""The HSDS 3.1 API: what a request asks (`asked`, `parameters`), the records it finds (`records`), how they are sent
(`answers`), and the description of all this (`description`). The addresses stand in `webapp/views/hsds.py`.
"""
