"""Words that every room of the application shares; imports nothing of ours."""
