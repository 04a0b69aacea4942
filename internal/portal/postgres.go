package portal

import "context"

// OpenDSN opens the store in a PostgreSQL database, and makes its tables if
// there are none. Several portals may use one database at once, behind a proxy
// for instance. dir holds portal.key, which seals the TOTP secrets; it is made
// with the tables, and every other portal on the database needs a copy.
//
// dsn is postgres://… or key=value. It holds a password, which no error tells.
func OpenDSN(ctx context.Context, dsn, dir string) (Store, error) {
	return nil, ErrStore.With("file", "PostgreSQL")
}
