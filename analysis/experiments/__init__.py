"""Running scenarios over seeds and comparing them."""
