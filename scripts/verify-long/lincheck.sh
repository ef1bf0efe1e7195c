# the tests tagged lincheck, with ten times the scenarios
tests lincheck -Dmagpie.test.scale=10
