"""Human Services Data Specification, 1.0 to 3.1, in all the shapes it is published in.

Everything becomes nested objects with the names of HSDS 3.1, then one row a service at a location:
`feed` tells the shapes apart, `tables` joins tabular packages, `ohana` reads the Ohana API and its CSV files,
`nested` splits nested objects into rows, `rows` gives each row its id. `record` turns a row into a record with
the help of `values`, `places`, `schedules` and `terms`. `follow` finds the further pages of an API or a package.

Sources of the format: Open Referral, "Schema Reference" and "API Reference" of HSDS 3.1, "Data Package" of HSDS
1.1 and 2.0 (openreferral/specification); Open Referral UK 1.0 and 3.0; Ohana API documentation (codeforamerica).
"""
