"""What a frame of readings must obey: values, ids, and what holds across waves."""
