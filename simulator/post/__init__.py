"""The house's own mail server: takes what is sent to staff over SMTP, and shows it on a page."""
