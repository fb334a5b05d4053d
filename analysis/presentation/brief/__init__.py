"""The brief: two pages to print, as HTML and as PDF, in English or Chinese."""
