"""The small library of the integration tests: a RESP client, feeds, expected values, a harness. Standard library only."""
