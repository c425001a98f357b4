"""Which pages a run reads and which it leaves: budgets, traps, one address per page, whose site it is."""
