"""Which systems and apps may call the API: one administrator proposes, another approves."""
