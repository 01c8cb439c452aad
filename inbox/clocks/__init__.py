"""Clocks: what was promised, since when we are waited for, and when it is due.

`facts` reads what happened in a conversation, `courses` says which clocks follow from that, `choosing` which policy
holds, `reckoning` when a clock is due. `keeping` writes it down, event by event. Everything but the first and the last
is a function of its arguments, so that a policy can be tried on what happened last month.
"""
