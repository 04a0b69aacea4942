package portal

import (
	"bytes"
	"encoding/csv"
	"strings"
)

// Sheet writes rows as CSV for a spreadsheet. A cell that a spreadsheet would
// take for a formula gets an apostrophe in front, which spreadsheets show as
// text: a user id is what a stranger chose, and must not run on the operator's
// computer.
func Sheet(rows [][]string) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	for _, row := range rows {
		safe := make([]string, len(row))
		for i, cell := range row {
			safe[i] = inert(cell)
		}
		if err := w.Write(safe); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// inert makes sure that a cell begins with nothing that starts a formula, in any
// spreadsheet that trims what it reads.
func inert(cell string) string {
	// Full-width forms too: some spreadsheets take them for the plain ones.
	const starts = "=+-@|%\t\r\n＝＋－＠"
	if t := strings.TrimLeft(cell, " \u00a0\ufeff"); t != "" && strings.ContainsRune(starts, []rune(t)[0]) {
		return "'" + cell
	}
	return cell
}
