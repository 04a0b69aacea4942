package web

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
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
	layout := template.Must(template.ParseFS(templateFiles, "templates/layout.html"))
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

	Role  portal.Role
	User  string
	Words words

	// Of one page each.
	Demo         *portal.DemoAccount
	Ticket       string
	LoginTimeout time.Duration
	Wait         int // seconds until the page looks again
	Key          *keyView
	TOTPOn       bool
	Roles        []portal.Role
	Signed       bool
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

// Clock tells the portal's time in both zones that matter to its users here:
// the one that codes know and the one on the wall in the west of Indonesia.
func (p *page) Clock() string {
	wib := time.FixedZone("WIB", 7*3600)
	return p.Now.UTC().Format("15:04:05 UTC") + " · " + p.Now.In(wib).Format("15:04:05 WIB")
}

// Machine returns the portal's time for programs.
func (p *page) Machine() string { return p.Now.UTC().Format(time.RFC3339) }

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

func (s *site) broken(w http.ResponseWriter, r *http.Request) {
	s.errorPage(w, r, http.StatusInternalServerError, "web.broken.title", "web.broken.text")
}
