"""Messages without content to a telephone or a mailbox: that there is something to read here."""
