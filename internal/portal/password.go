package portal

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"io"
	"runtime"
	"strings"
	"sync"

	"golang.org/x/crypto/argon2"
)

// HashCost is what one argon2id hash costs.
type HashCost struct {
	Passes    uint32
	MemoryKiB uint32
	Threads   uint8
}

// DefaultHashCost is OWASP's minimum for argon2id: about 20 ms and 19 MiB on a
// server of 2024, 37 ms the first time in a process.
func DefaultHashCost() HashCost { return HashCost{Passes: 2, MemoryKiB: 19 * 1024, Threads: 1} }

// bounded reports whether the cost is one that a portal may be set to, and that
// it will pay for a hash out of its store: at most 256 MiB and a few seconds.
func (c HashCost) bounded() bool {
	return c.Passes >= 1 && c.Passes <= 16 && c.MemoryKiB >= 8 && c.MemoryKiB <= 256*1024 && c.Threads >= 1 && c.Threads <= 16
}

const (
	saltSize = 16
	hashSize = 32
)

// hashPassword returns the PHC form of password's argon2id hash.
func (p *Portal) hashPassword(ctx context.Context, password []byte) (string, error) {
	salt := make([]byte, saltSize)
	if _, err := io.ReadFull(p.rand, salt); err != nil {
		return "", err
	}
	sum, err := p.argon(ctx, password, salt, p.o.HashCost)
	if err != nil {
		return "", err
	}
	c := p.o.HashCost
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.MemoryKiB, c.Passes, c.Threads,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(sum)), nil
}

// processors is how many the Go runtime used when the first portal was made. So
// many hashes are computed at once: more would not be done earlier, and would
// take their memory.
var processors = sync.OnceValue(func() int { return runtime.GOMAXPROCS(0) })

// SpareRoom keeps hashes from coming between everything else and its processor,
// in a process that serves many users at once: Go lets a goroutine compute for
// 10 ms before another has its turn, and a request waits for such a turn each
// time that it has asked the database something. With more places than hashes
// the operating system shares the processors out, and it prefers who only
// computes now and then. Measured with 300 users at once: p99 of a login besides
// hashing went down to a third.
func SpareRoom() {
	if n := 2 * processors(); runtime.GOMAXPROCS(0) < n {
		runtime.GOMAXPROCS(n)
	}
}

// argon bounds how many hashes are computed at once: each takes its memory.
func (p *Portal) argon(ctx context.Context, password, salt []byte, c HashCost) ([]byte, error) {
	if p.o.Hashing != nil {
		defer p.o.Hashing(ctx)()
	}
	select {
	case p.hashing <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-p.hashing }()
	return argon2.IDKey(password, salt, c.Passes, c.MemoryKiB, c.Threads, hashSize), nil
}

// checkPassword compares in constant time. With phc empty, for an unknown user,
// it does the same work and reports false.
func (p *Portal) checkPassword(ctx context.Context, phc string, password []byte) (bool, error) {
	cost, salt, want := p.o.HashCost, make([]byte, saltSize), make([]byte, hashSize)
	known := phc != ""
	if known {
		var err error
		if cost, salt, want, err = parsePHC(phc); err != nil {
			return false, err
		}
	}
	got, err := p.argon(ctx, password, salt, cost)
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(got, want) == 1 && known, nil
}

func parsePHC(phc string) (c HashCost, salt, sum []byte, err error) {
	bad := ErrStoreDamaged.With("what", databaseFile)
	parts := strings.Split(phc, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" {
		return c, nil, nil, bad
	}
	var version int
	if n, err := fmt.Sscanf(parts[2], "v=%d", &version); n != 1 || err != nil || version != argon2.Version {
		return c, nil, nil, bad
	}
	if n, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.MemoryKiB, &c.Passes, &c.Threads); n != 3 || err != nil || !c.bounded() {
		return c, nil, nil, bad
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(parts[4])
	sum, err2 := base64.RawStdEncoding.DecodeString(parts[5])
	if err1 != nil || err2 != nil || len(salt) < 8 || len(sum) != hashSize {
		return c, nil, nil, bad
	}
	return c, salt, sum, nil
}
