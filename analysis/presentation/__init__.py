"""Tables, figures, reports and words, in English and Chinese."""
