"""Who may act for whom: the policy table, powers of attorney, proxies, and youth consent."""
