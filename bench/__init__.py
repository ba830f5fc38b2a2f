"""`make bench`: how fast Préau is, beside the same work with nothing around it.

Runs on SQLite, and on the PostgreSQL of DATABASE_URL, each on data of `preau seed`; measures
pages and mail over real processes, then the limits in the same run. docs/performance.md says
what each figure means.
"""
