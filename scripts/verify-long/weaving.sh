# 20,000 random programs woven, on continuations and as plain Java; a million cancels over trees of resources
tests weaving
