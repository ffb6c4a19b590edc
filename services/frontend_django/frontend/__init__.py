"""The shop: people and programs order here, and it asks the inventory to reserve the stock."""
