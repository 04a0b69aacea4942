package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"sandi/internal/locale"
	"sandi/internal/portal"
)

//go:embed templates
var templateFiles embed.FS

// templates are parsed at the first page: the command line links this package
// and most of its verbs show none.
var templates = sync.OnceValue(func() map[string]*template.Template {
	layout := template.Must(template.New("").Funcs(template.FuncMap{
		"accountLink": accountLink, "signed": signed,
	}).ParseFS(templateFiles, "templates/layout.html"))
	all := map[string]*template.Template{}
	entries, err := templateFiles.ReadDir("templates")
	if err != nil {
		panic(err) // unreachable: the directory is part of the binary
	}
	for _, e := range entries {
		if e.Name() != "layout.html" {
			all[e.Name()] = template.Must(template.Must(layout.Clone()).ParseFS(templateFiles, "templates/"+e.Name()))
		}
	}
	return all
})

// The portal's words that no other face of it needs.
const textLoginLimit = "Jika terlalu lama akan kembali ke halaman awal"

// page is what the templates see. Secrets are in it for the barcode page only.
type page struct {
	*locale.Localizer

	Portal string // the portal's name
	Title  string
	State  portal.State
	Path   string // of the page to come back to in another language
	Now    time.Time

	Notice string // message key of what just happened, or ""
	Error  string // what went wrong, or ""

	Operator bool      // one of the operator's pages
	Sections []section // of a signed-in operator
	Live     bool      // the page renews itself by script
	Once     bool      // it cannot be had again, so it offers no other language
	Body     any       // what only this page shows

	Role  portal.Role
	User  string
	Words words

	// Of one page each.
	Demo         []portal.DemoAccount
	Ticket       string
	LoginTimeout time.Duration
	Wait         int  // seconds until the page looks again
	Missing      bool // the barcode should have come
	Key          *keyView
	TOTPOn       bool
	Roles        []portal.Role
	Signed       bool
	Again        string // address to try again, of our own
}

// words are the portal's own, to be shown as they are in both languages.
type words struct{ SignedIn, CodeRefused, Wait, Disabled, LoginLimit string }

// newPage starts a page; title is a message key.
func (s *site) newPage(w http.ResponseWriter, r *http.Request, state portal.State, title string, pairs ...any) *page {
	l := s.language(w, r)
	return &page{
		Localizer: l, Portal: s.portal.Name(), Title: l.T(title, pairs...), State: state, Path: r.URL.Path, Now: s.portal.Now(),
		Words: words{portal.TextSignedIn, portal.TextCodeRefused, portal.TextWait, portal.TextDisabled, textLoginLimit},
	}
}

// wib is the zone on the wall in the west of Indonesia.
var wib = time.FixedZone("WIB", 7*3600)

// Clock tells the portal's time in both zones that matter to its users here:
// the one that codes know and the one on the wall.
func (p *page) Clock() string {
	return p.Now.UTC().Format("15:04:05 UTC") + " · " + p.Now.In(wib).Format("15:04:05 WIB")
}

// Wall tells a time as the wall clock shows it, with the date unless it is
// today.
func (p *page) Wall(t time.Time) string {
	t = t.In(wib)
	if t.Format(time.DateOnly) == p.Now.In(wib).Format(time.DateOnly) {
		return t.Format("15:04:05 WIB")
	}
	return t.Format("2006-01-02 15:04 WIB")
}

// Machine returns the portal's time for programs.
func (p *page) Machine() string { return p.Now.UTC().Format(time.RFC3339) }

// Stamp returns a time for programs.
func (*page) Stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// Short is Wall for a column of a table whose head names the zone.
func (p *page) Short(t time.Time) string { return strings.TrimSuffix(p.Wall(t), " WIB") }

// part is a value for a template inside a page, with the page's language.
type part struct {
	*locale.Localizer
	Value string
}

// With hands a value to a template inside the page.
func (p *page) With(v any) part { return part{p.Localizer, fmt.Sprint(v)} }

// accountLink is the address of the operator's page of an account.
func accountLink(role portal.Role, user string) string {
	return "/operator/account?" + url.Values{"role": {string(role)}, "user": {user}}.Encode()
}

// Choice is a language to change to.
type Choice struct {
	Lang    locale.Lang
	Name    string
	Current bool
}

// Choices lists the languages by their own names.
func (p *page) Choices() []Choice {
	own := map[locale.Lang]string{locale.ID: "Bahasa Indonesia", locale.EN: "English"}
	var all []Choice
	for _, lang := range locale.Langs() {
		all = append(all, Choice{lang, own[lang], lang == p.Lang()})
	}
	return all
}

// write renders a page. It is rendered whole before the first byte leaves, so
// that a fault cannot leave half a page behind.
func (s *site) write(w http.ResponseWriter, status int, name string, p *page) {
	var b bytes.Buffer
	if err := templates()[name].ExecuteTemplate(&b, "layout", p); err != nil {
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if p.Live {
		w.Header().Set("Content-Security-Policy", livePolicy)
	}
	w.WriteHeader(status)
	_, _ = b.WriteTo(w) // a client that has gone needs no answer
}

// errorPage says that something cannot be had here. The error itself stays
// here: it may tell of files.
func (s *site) errorPage(w http.ResponseWriter, r *http.Request, status int, title, text string) {
	p := s.newPage(w, r, "", title)
	p.Path, p.Error = "/", p.T(text)
	s.write(w, status, "error.html", p)
}

func (s *site) notFound(w http.ResponseWriter, r *http.Request) {
	s.errorPage(w, r, http.StatusNotFound, "web.missing.title", "web.missing.text")
}

func (s *site) foreign(w http.ResponseWriter, r *http.Request) {
	s.errorPage(w, r, http.StatusForbidden, "web.foreign.title", "web.foreign.text")
}

// tooMany answers who acts too often.
func (s *site) tooMany(w http.ResponseWriter, r *http.Request, wait time.Duration) {
	w.Header().Set("Retry-After", strconv.Itoa(int(wait/time.Second)+1))
	p := s.newPage(w, r, "", "web.many.title")
	p.Path, p.Error = "/", p.T("web.many.text", "wait", max(wait, time.Second))
	s.write(w, http.StatusTooManyRequests, "error.html", p)
}

// unavailable is what a browser sees where the network fails. What was asked may
// be asked again, so the page says so and keeps the address.
func (s *site) unavailable(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Retry-After", "2")
	p := s.newPage(w, r, "", "web.unavailable.title")
	p.Path, p.Error = "/", p.T("web.unavailable.text")
	if r.Method == http.MethodPost {
		p.Notice = "web.unavailable.form"
	} else {
		p.Again = r.URL.RequestURI()
	}
	s.write(w, http.StatusServiceUnavailable, "error.html", p)
}

func (s *site) broken(w http.ResponseWriter, r *http.Request) {
	s.errorPage(w, r, http.StatusInternalServerError, "web.broken.title", "web.broken.text")
}
