"""Where things are: coordinates, datums, site zones, districts. Pure: imports nothing of ours."""
