"""Report: figures and one page that show what the tables hold; strings in, strings out."""
