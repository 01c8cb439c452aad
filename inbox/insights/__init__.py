"""Looking back, where an organization wants it: moods over time, the quality of replies, what keeps coming."""
