package web

import (
	"encoding/base64"
	"errors"
	"html/template"
	"io"
	"net/http"
	"strings"
	"time"

	"sandi/internal/clock"
	"sandi/internal/portal"
)

// importTime is how long the largest file may take on a slow computer.
const importTime = 15 * time.Minute

// accountsShown bounds the rows of the accounts page; the search finds the rest.
const accountsShown = 100

type accountsView struct {
	Query  string
	Rows   []portal.AccountView
	Total  int // accounts that match
	Import *importView
}

// importView is what became of a CSV file. The passwords are on this page only.
type importView struct {
	Added   []portal.NewAccount
	Skipped []skippedRow
	Sheet   template.URL // the same as a file to keep
}

type skippedRow struct {
	Line   int
	Reason string
}

func (s *site) accounts(w http.ResponseWriter, r *http.Request) {
	s.writeAccounts(w, s.operatorPage(w, r, "web.op.accounts"), r, http.StatusOK, nil)
}

func (s *site) writeAccounts(w http.ResponseWriter, p *page, r *http.Request, status int, done *importView) {
	all, err := s.portal.Accounts(r.Context())
	if err != nil {
		s.broken(w, r)
		return
	}
	v := accountsView{Query: strings.TrimSpace(r.URL.Query().Get("q")), Import: done}
	query := strings.ToLower(v.Query)
	for _, a := range all {
		if query != "" && !strings.Contains(strings.ToLower(a.User+" "+a.Email+" "+a.Class), query) {
			continue
		}
		if v.Total++; v.Total <= accountsShown {
			v.Rows = append(v.Rows, a)
		}
	}
	p.Body, p.Once = v, done != nil
	s.write(w, status, "op-accounts.html", p)
}

// importAccounts makes accounts of a CSV file, which is uploaded or typed.
func (s *site) importAccounts(w http.ResponseWriter, r *http.Request) {
	const form = 64 << 10 // bytes around the file
	r.Body = http.MaxBytesReader(w, r.Body, portal.MaxImportSize+form)
	p := s.operatorPage(w, r, "web.op.accounts")
	if err := r.ParseMultipartForm(portal.MaxImportSize + form); err != nil {
		p.Error = p.T("web.op.import-unreadable")
		s.writeAccounts(w, p, r, http.StatusUnprocessableEntity, nil)
		return
	}
	defer func() { _ = r.MultipartForm.RemoveAll() }()
	var table io.Reader = strings.NewReader(r.PostFormValue("rows"))
	if file, header, err := r.FormFile("file"); err == nil {
		defer func() { _ = file.Close() }()
		if header.Size > 0 {
			table = file
		}
	}
	// Thousands of passwords take longer to hash than an answer may take
	// otherwise. A server that cannot change its deadline keeps its own.
	_ = http.NewResponseController(w).SetWriteDeadline(clock.System{}.Now().Add(importTime))
	report, err := s.portal.ImportAccounts(r.Context(), table)
	if err != nil {
		if !p.refuse(err) {
			s.broken(w, r)
			return
		}
		s.writeAccounts(w, p, r, http.StatusUnprocessableEntity, nil)
		return
	}
	done, err := p.imported(report)
	if err != nil {
		s.broken(w, r)
		return
	}
	s.writeAccounts(w, p, r, http.StatusOK, done)
}

// imported puts a report into words, and into a file for the operator to keep.
func (p *page) imported(report portal.ImportReport) (*importView, error) {
	v := &importView{Added: report.Added}
	for _, skipped := range report.Skipped {
		v.Skipped = append(v.Skipped, skippedRow{skipped.Line, p.tell(skipped.Err)})
	}
	if len(report.Added) == 0 {
		return v, nil
	}
	rows := [][]string{{"role", "user_id", "password", "email"}}
	for _, a := range report.Added {
		rows = append(rows, []string{string(a.Role), a.User, a.Password, a.Email})
	}
	b, err := portal.Sheet(rows)
	// Safe to hand to the template unchecked: base64 of our own text.
	v.Sheet = template.URL("data:text/csv;charset=utf-8;base64," + base64.StdEncoding.EncodeToString(b))
	return v, err
}

// account shows one account and what can be done about it.
func (s *site) account(w http.ResponseWriter, r *http.Request) {
	role, user := portal.Role(r.URL.Query().Get("role")), r.URL.Query().Get("user")
	all, err := s.portal.Accounts(r.Context())
	if err != nil {
		s.broken(w, r)
		return
	}
	for _, a := range all {
		if a.Role == role && a.User == user {
			p := s.operatorPage(w, r, "web.op.account-title", "user", a.User)
			p.Body, p.Path = a, "/operator/accounts"
			s.write(w, http.StatusOK, "op-account.html", p)
			return
		}
	}
	s.noAccount(w, r)
}

func (s *site) noAccount(w http.ResponseWriter, r *http.Request) {
	p := s.operatorPage(w, r, "web.op.accounts")
	p.refuse(portal.ErrNoAccount)
	s.writeAccounts(w, p, r, http.StatusNotFound, nil)
}

func (s *site) resetAccount(w http.ResponseWriter, r *http.Request) {
	role, user := named(r)
	s.change(w, r, s.portal.ResetAccount(r.Context(), role, user), accountLink(role, user)+"&", "account-reset")
}

func (s *site) unlockAccount(w http.ResponseWriter, r *http.Request) {
	role, user := named(r)
	s.change(w, r, s.portal.Unlock(r.Context(), role, user), accountLink(role, user)+"&", "unlocked")
}

func (s *site) removeAccount(w http.ResponseWriter, r *http.Request) {
	role, user := named(r)
	s.change(w, r, s.portal.RemoveAccount(r.Context(), role, user), "/operator/accounts?", "removed")
}

// named returns the account that a form names.
func named(r *http.Request) (portal.Role, string) {
	return portal.Role(r.PostFormValue("role")), r.PostFormValue("user")
}

// change answers a change of an account. path ends where a query goes on.
func (s *site) change(w http.ResponseWriter, r *http.Request, err error, path, reason string) {
	switch {
	case err == nil:
		seeOther(w, r, path+"notice="+reason, "")
	case errors.Is(err, portal.ErrNoAccount):
		s.noAccount(w, r)
	default:
		s.broken(w, r)
	}
}
