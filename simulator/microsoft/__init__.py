"""Microsoft 365 on localhost: Entra, Graph mail and its change notifications."""
