package portal

import (
	"bufio"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// ImportReport says what became of each row.
type ImportReport struct {
	Added   []NewAccount // in the order of the rows; the passwords are told this once
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
	importBatch   = 100     // accounts in one transaction, so that others need not wait long
)

// importRow is a row on its way to an account.
type importRow struct {
	line     int
	account  Account
	password string
	err      error
}

// ImportAccounts makes an account of each row of a CSV file with the columns
// role, user_id and, if there, password and email, named in its first row. A
// missing password is made up. Commas or semicolons, whichever the first row
// has, divide the columns: spreadsheets in Indonesia write semicolons.
func (p *Portal) ImportAccounts(ctx context.Context, r io.Reader) (report ImportReport, err error) {
	rows, err := readTable(r)
	if err != nil {
		return ImportReport{}, err
	}
	for i := range rows {
		if r := &rows[i]; r.err == nil && r.password == "" {
			if r.password, err = madeUpPassword(p.rand); err != nil {
				return ImportReport{}, err
			}
		}
	}
	if err := p.hashRows(ctx, rows); err != nil {
		return ImportReport{}, err
	}
	for batch := range slices.Chunk(rows, importBatch) {
		if err := p.do(ctx, "", func(t *turn) error {
			for i := range batch {
				r := &batch[i]
				if r.err != nil {
					continue
				}
				r.err = t.add(r.account)
				if errors.Is(r.err, ErrAccountExists) || errors.Is(r.err, ErrFull) {
					continue
				}
				if r.err != nil {
					return r.err
				}
				t.also = append(t.also, Event{At: t.now, Act: ActAddAccount, Role: r.account.Role, User: r.account.User, Verdict: Accepted})
				if err := t.note(Attempt{Role: r.account.Role, User: r.account.User, Act: ActAddAccount, Verdict: Accepted}); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return report, err // what was kept before is in the report
		}
		for _, r := range batch {
			if r.err != nil {
				report.Skipped = append(report.Skipped, SkippedRow{r.line, r.err})
				continue
			}
			report.Added = append(report.Added, NewAccount{r.account.Role, r.account.User, r.password, r.account.Email})
		}
	}
	return report, nil
}

// hashRows hashes the passwords side by side.
func (p *Portal) hashRows(ctx context.Context, rows []importRow) error {
	next := make(chan *importRow)
	failed := make([]error, cap(p.hashing))
	var wg sync.WaitGroup
	for i := range failed {
		wg.Go(func() {
			for r := range next {
				if failed[i] == nil {
					r.account.PasswordHash, failed[i] = p.hashPassword(ctx, []byte(r.password))
				}
			}
		})
	}
	for i := range rows {
		if rows[i].err == nil {
			next <- &rows[i]
		}
	}
	close(next)
	wg.Wait()
	return errors.Join(failed...)
}

func readTable(r io.Reader) ([]importRow, error) {
	bad := func(what string) error { return ErrBadTable.With("what", what, "max", MaxImportRows) }
	limited := &io.LimitedReader{R: r, N: MaxImportSize + 1}
	in := bufio.NewReader(limited)
	if mark, _ := in.Peek(3); string(mark) == "\ufeff" {
		_, _ = in.Discard(3)
	}
	c := csv.NewReader(in)
	if start, _ := in.Peek(256); len(start) > 0 {
		first, _, _ := strings.Cut(string(start), "\n")
		if strings.Contains(first, ";") {
			c.Comma = ';'
		}
	}
	c.ReuseRecord, c.TrimLeadingSpace = true, true
	columns, err := readHeader(c)
	if err != nil {
		return nil, bad("header")
	}
	var rows []importRow
	for {
		record, err := c.Read()
		if limited.N <= 0 {
			return nil, bad("size")
		}
		if err == io.EOF {
			return rows, nil
		}
		if err != nil {
			return nil, bad(tableProblem(err))
		}
		if len(rows) == MaxImportRows {
			return nil, bad("rows")
		}
		line, _ := c.FieldPos(0)
		rows = append(rows, readRow(line, record, columns))
	}
}

// tableProblem names a fault of a CSV file by its place, never by its content.
func tableProblem(err error) string {
	if e, ok := errors.AsType[*csv.ParseError](err); ok {
		return "line " + strconv.Itoa(e.Line)
	}
	return "file"
}

// readHeader returns at which place each column stands.
func readHeader(c *csv.Reader) (map[string]int, error) {
	record, err := c.Read()
	if err != nil {
		return nil, err
	}
	columns := map[string]int{}
	for i, name := range record {
		name = strings.ToLower(strings.TrimSpace(name))
		if _, twice := columns[name]; twice || !slices.Contains([]string{"role", "user_id", "password", "email"}, name) {
			return nil, ErrBadTable
		}
		columns[name] = i
	}
	for _, name := range []string{"role", "user_id"} {
		if _, ok := columns[name]; !ok {
			return nil, ErrBadTable
		}
	}
	return columns, nil
}

func readRow(line int, record []string, columns map[string]int) importRow {
	field := func(name string) string {
		if i, ok := columns[name]; ok {
			return strings.Clone(record[i])
		}
		return ""
	}
	role := Role(strings.ToLower(strings.Join(strings.Fields(field("role")), "-")))
	r := importRow{line: line, password: field("password"), account: Account{
		Role: role, User: strings.TrimSpace(field("user_id")), Email: strings.ToLower(strings.TrimSpace(field("email"))), TOTP: TOTPOff,
	}}
	r.err = checkAccount(r.account, max(len(r.password), 1))
	if r.account.Email == "" && r.err == nil {
		r.account.Email = ownAddress(r.account.Role, r.account.User)
	}
	return r
}
