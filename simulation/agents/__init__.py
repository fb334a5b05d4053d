"""The agents of the economy: enterprises as row views, the few as Mesa agents."""
