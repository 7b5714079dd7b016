"""双随机一公开: draws whose pools are frozen before the seed exists and that anybody can replay."""
