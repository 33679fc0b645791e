"""From public sources to runs: `raw/<source>/<run>.jsonl.gz` and its summary, one record a line.

A source is a TOML file (`data.sources`); its `format` names one spider in `crawlers/spiders/`. To read a
new format, add one module there: `rows()` splits a feed into rows, `record()` turns a row into a
`data.model.Record` with the words as found. Everything else is shared: `base` drives the spider,
`payload` unpacks gz and zip, `readers` read JSON, CSV and the like, `codes/` says what a source's codes
mean, `pipelines` write the run, `run` decides whether it counts.
"""
