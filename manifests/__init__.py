"""What an admin installs: deployments generated from settings."""
