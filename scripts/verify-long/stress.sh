# the tests tagged stress or long
tests 'stress|long'
