# the tests tagged soak: a loaded runtime that must neither leak nor stall
tests soak
