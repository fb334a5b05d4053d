"""The indicators of the model, a file a group; each declares itself, and so does one in a user's own file."""
