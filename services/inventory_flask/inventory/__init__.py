"""Stock and reservations: the frontend asks it, and it asks the third party for prices."""
