"""Sign-in with ID-porten and HelseID: protocol, accounts, sessions and hats."""
