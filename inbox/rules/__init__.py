"""Rules: when something happens, if conditions hold, then things are done by themselves.

`patterns`, `conditions`, `occasions`, `deciding` are functions of their arguments, so that rules can be tried on what
happened last month. `gathering` reads what they look at, `doing` and `answering` carry out, `running` keeps the log.
"""
