"""What patients decide about their own record: the four instruments, kept apart, and consents."""
