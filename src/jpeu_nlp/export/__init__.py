"""The export room: rows in, files in the formats of the field out, with a codebook and a data package."""
