# Lines that a test run ends with.
REPORT = []
