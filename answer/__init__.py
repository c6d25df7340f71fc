"""From hits to answers: quotes chosen, proved and cited, or a refusal that says what was searched."""
