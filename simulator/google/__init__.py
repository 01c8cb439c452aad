"""Google as a mail program and its helpers see it: accounts, tokens, mailboxes, the Gmail API, push."""
