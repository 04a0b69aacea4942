package web_test

import (
	"bytes"
	"encoding/base64"
	"encoding/csv"
	"html"
	"mime/multipart"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sandi/internal/portal"
)

func TestOperatorMendsAccounts(t *testing.T) {
	r := newRig(t, nil)
	b := r.browser(t)
	r.enrolled(t, b, portal.Penyedia)
	for range 6 {
		b.post("/session/code", "code", "000000")
	}
	op := r.operator(t)
	d := r.demo(t, portal.Penyedia)
	wantText(t, op.get("/operator"), "5 kegagalan berturut-turut", d.User)
	find := func() portal.AccountView {
		t.Helper()
		all, err := r.portal.Accounts(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(all, func(a portal.AccountView) bool { return a.Role == portal.Penyedia && a.User == d.User })
		if i < 0 {
			return portal.AccountView{}
		}
		return all[i]
	}
	if !find().Locked {
		t.Fatal("the account is not locked")
	}
	a := op.post("/operator/account/unlock", "role", "penyedia", "user", d.User)
	wantText(t, a, "sudah dibuka kuncinya")
	if find().Locked {
		t.Error("the account is still locked")
	}
	a = op.post("/operator/account/reset", "role", "penyedia", "user", d.User)
	wantText(t, a, "login berikutnya menampilkan barcode baru")
	wantState(t, b.get("/session"), portal.Home) // its sessions have ended
	wantState(t, b.login(portal.Penyedia, d.User, d.Password), portal.KeyShown)
	op.post("/operator/account/remove", "role", "penyedia", "user", d.User)
	if find().User != "" {
		t.Error("the account is still there")
	}
	for _, path := range []string{"unlock", "reset", "remove"} {
		if a := op.post("/operator/account/"+path, "role", "penyedia", "user", "nobody"); a.status != http.StatusNotFound {
			t.Errorf("%s of nobody: got %d, want 404", path, a.status)
		}
	}
	if a := op.get("/operator/account?role=x&user=%3Cb%3E"); a.status != http.StatusNotFound || strings.Contains(a.body, "<b>") {
		t.Errorf("the page of nobody: %d", a.status)
	}
}

var dataLink = regexp.MustCompile(`href="data:text/csv;charset=utf-8;base64,([^"]*)" download="accounts.csv"`)

// upload sends a CSV file as the form does.
func (b *browser) upload(table string) answer {
	b.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", "class.csv")
	if err == nil {
		_, err = part.Write([]byte(table))
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		b.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.base+"/operator/accounts", &body)
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Content-Type", form.FormDataContentType())
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.do(req)
}

// Accounts by CSV, and their passwords as a file in which nothing is a formula.
func TestAccountsByCSV(t *testing.T) {
	r := newRig(t, nil)
	op := r.operator(t)
	a := op.upload("role,user_id,password,email\npenyedia,budi,,\nnon-penyedia,@SUM,=1+1 password,-cmd@dinas.example\npenyedia,=cmd|calc,,\npenyedia,<script>,,\n")
	if a.status != http.StatusOK {
		t.Fatalf("status %d", a.status)
	}
	wantText(t, a, "2 akun ditambahkan", "2 baris dilewati", "Baris 4", "Baris 5")
	if strings.Contains(a.body, "<script>,") {
		t.Error("a cell became markup")
	}
	m := dataLink.FindStringSubmatch(a.body)
	if m == nil {
		t.Fatal("no file to download")
	}
	raw, err := base64.StdEncoding.DecodeString(html.UnescapeString(m[1]))
	if err != nil {
		t.Fatal(err)
	}
	got, err := csv.NewReader(bytes.NewReader(raw)).ReadAll()
	if err != nil || len(got) != 3 {
		t.Fatalf("the file: %v, %d lines", err, len(got))
	}
	made := got[1][2]
	if want := []string{"penyedia", "budi", made}; !cmp.Equal(got[1][:3], want) || len(made) < 8 {
		t.Errorf("the line of a made-up password: got %d cells", len(got[1]))
	}
	if want := []string{"non-penyedia", "'@SUM", "'=1+1 password", "'-cmd@dinas.example"}; !cmp.Equal(got[2], want) {
		t.Errorf("formulas: %s", cmp.Diff(want, got[2]))
	}
	wantState(t, r.browser(t).login(portal.Penyedia, "budi", made), portal.InUnprotected)
	if again := op.get("/operator/accounts"); strings.Contains(again.body, made) {
		t.Error("the password is told twice")
	}

	for name, table := range map[string]string{
		"no header": "penyedia,budi\n", "empty": "", "not CSV": "role,user_id\n\"", "noise": "\x00\xff\xfe", "too many": "role,user_id\n" + strings.Repeat("penyedia,x\n", 2001),
	} {
		if a := op.upload(table); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, `role="alert"`) {
			t.Errorf("%s: got %d, want 422", name, a.status)
		}
	}
	if a := op.upload("role,user_id\n" + strings.Repeat("penyedia,"+strings.Repeat("x", 60)+"\n", 20000)); a.status != http.StatusUnprocessableEntity {
		t.Errorf("a file that is too large: got %d, want 422", a.status)
	}
	if a := op.post("/operator/accounts", "rows", "role,user_id\r\npenyedia,siti\r\n"); !strings.Contains(a.body, "1 akun ditambahkan") && a.status != http.StatusUnprocessableEntity {
		t.Errorf("typed lines: %d", a.status)
	}
}

func TestOperatorBeginsAnew(t *testing.T) {
	r := newRig(t, nil)
	b := r.browser(t)
	r.enrolled(t, b, portal.Penyedia)
	d := r.demo(t, portal.Penyedia)
	op := r.operator(t)
	op.post("/operator/scenarios", "on", "clock", "value-clock", "+1h")
	if a := op.get("/operator/reset"); !strings.Contains(a.body, "tidak dapat dibatalkan") {
		t.Error("nobody is warned")
	}
	a := op.post("/operator/reset")
	wantText(t, a, "dimulai dari awal")
	names, _, err := r.portal.Scenarios(t.Context())
	if err != nil || !slices.Equal(names, []string{"normal"}) {
		t.Errorf("scenarios: %v, %v", names, err)
	}
	wantState(t, b.get("/session"), portal.Home)
	wantState(t, b.login(portal.Penyedia, d.User, d.Password), portal.InUnprotected)
}
