"""The style page: every part that pages are made of, in every state, with invented content."""
