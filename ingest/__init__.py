"""From corpus files to passages: the register, the readers, provisions and exact spans."""
