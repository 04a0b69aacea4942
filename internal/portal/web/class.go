package web

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"net/http"

	"sandi/internal/portal"
)

// joinView is the page of a class's link.
type joinView struct {
	Class  portal.ClassView
	Left   int
	Had    string             // user id that this browser took before
	Joined *portal.NewAccount // just now
	Path   string
}

// class shows the page of a class's link. An unknown link reads like one that
// is over.
func (s *site) class(w http.ResponseWriter, r *http.Request) {
	v, ok, err := s.joinView(r)
	if err != nil {
		s.broken(w, r)
		return
	}
	if !ok {
		s.errorPage(w, r, http.StatusNotFound, "web.class.none", "web.class.none-text")
		return
	}
	s.writeClass(w, r, http.StatusOK, v)
}

func (s *site) joinView(r *http.Request) (joinView, bool, error) {
	all, err := s.portal.Classes(r.Context())
	if err != nil {
		return joinView{}, false, err
	}
	want := sha256.Sum256([]byte(r.PathValue("token")))
	for _, c := range all {
		if have := sha256.Sum256([]byte(c.Token)); subtle.ConstantTimeCompare(have[:], want[:]) == 1 {
			v := joinView{Class: c, Left: max(0, c.Seats-c.Joined), Path: r.URL.Path}
			if had := cookieValue(r, classCookie); len(had) <= portal.MaxUserID {
				v.Had = had
			}
			return v, true, nil
		}
	}
	return joinView{}, false, nil
}

func (s *site) writeClass(w http.ResponseWriter, r *http.Request, status int, v joinView) {
	p := s.newPage(w, r, portal.Home, "web.class.title", "name", v.Class.Name)
	p.State, p.Role, p.Body, p.Once = "", v.Class.Role, v, v.Joined != nil
	s.write(w, status, "class.html", p)
}

// join makes an account. Who has taken one with this browser is asked first, so
// that a reload of the page with the password does not use up a second seat.
func (s *site) join(w http.ResponseWriter, r *http.Request) {
	v, ok, err := s.joinView(r)
	if err != nil {
		s.broken(w, r)
		return
	}
	if !ok {
		s.errorPage(w, r, http.StatusNotFound, "web.class.none", "web.class.none-text")
		return
	}
	if v.Had != "" && r.PostFormValue("another") == "" {
		seeOther(w, r, v.Path, "")
		return
	}
	account, err := s.portal.Join(r.Context(), r.PathValue("token"))
	switch {
	case err == nil:
	case errors.Is(err, portal.ErrClassFull):
		v.Left = 0
		s.writeClass(w, r, http.StatusConflict, v)
		return
	case errors.Is(err, portal.ErrNoClass): // it ended just now
		s.errorPage(w, r, http.StatusNotFound, "web.class.none", "web.class.none-text")
		return
	default:
		s.broken(w, r)
		return
	}
	http.SetCookie(w, cookie(r, classCookie, account.User, v.Path))
	v.Joined = &account
	s.writeClass(w, r, http.StatusCreated, v)
}
