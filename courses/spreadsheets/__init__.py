"""Tables of strangers as rows of text, and our own tables as files. Nothing here knows what is in them."""
