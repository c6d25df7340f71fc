"""Question sets, measures and benches: how good and how fast Cotejo is, by commands anyone can run."""
