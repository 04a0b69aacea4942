package portal

import (
	"context"
	"io"
)

// ImportReport says what became of each row.
type ImportReport struct {
	Added   []NewAccount // with the passwords, which are told this once
	Skipped []SkippedRow
}

// SkippedRow is a row of a CSV file that made no account.
type SkippedRow struct {
	Line int
	Err  error
}

// Bounds of an import.
const (
	MaxImportRows = 2000
	MaxImportSize = 1 << 20 // bytes
)

// ImportAccounts makes an account of each row of a CSV file with the columns
// role, user_id and, if there, password and email, named in its first row. A
// missing password is made up.
func (p *Portal) ImportAccounts(ctx context.Context, r io.Reader) (report ImportReport, err error) {
	return ImportReport{}, nil
}
