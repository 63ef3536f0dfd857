"""Calls are carried out in processes of their own, which can be ended: this room starts them, asks them, and ends them."""
