"""Orders: placed here, confirmed or refused by the inventory."""
