"""The commands of this package, one module each; `pyproject.toml` names them as entry points."""
