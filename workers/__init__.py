"""Work that can wait: jobs, reactions to events, the ticker."""
