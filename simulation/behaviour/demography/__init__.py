"""Entry, growth and exit of enterprises."""
