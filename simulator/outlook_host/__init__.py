"""A mail page in the manner of Outlook, which frames the real task pane and plays Office.js for it."""
