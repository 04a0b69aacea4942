package portal

// ParsePHC is the reader of stored password hashes.
var ParsePHC = parsePHC
