"""What a page needs from several tables, as far as the caller may see it, in few statements."""
