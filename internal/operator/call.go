package operator

import "time"

const (
	// requestTimeout bounds one request. An import of 2000 accounts hashes as
	// many passwords.
	requestTimeout = 2 * time.Minute
)
