"""The mails of the seed, one file a topic; `simulator.seed.script` says what a file may hold."""
