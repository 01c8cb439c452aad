"""The page to begin with: the same inbox in Gmail, in Outlook and on a web page, side by side."""
