package web

import (
	"net/http"
	"strconv"
	"time"

	"sandi/internal/portal"
)

// mailShown bounds the rows of the mail page.
const mailShown = 50

type mailView struct {
	Mails   []portal.Mail
	Letters []portal.Letter
}

// mail shows what is on its way and what has arrived. The body of a mail that
// is still on its way is not shown: its code may be alive.
func (s *site) mail(w http.ResponseWriter, r *http.Request) {
	p := s.operatorPage(w, r, "web.op.mail-title")
	mails, err := s.portal.Outbox(r.Context(), mailShown)
	if err != nil {
		s.broken(w, r)
		return
	}
	letters, err := s.portal.Letters(r.Context(), mailShown)
	if err != nil {
		s.broken(w, r)
		return
	}
	for i := range mails {
		mails[i].Body = ""
	}
	p.Body = mailView{mails, letters}
	s.write(w, http.StatusOK, "op-mail.html", p)
}

func (s *site) requests(w http.ResponseWriter, r *http.Request) {
	s.writeRequests(w, s.operatorPage(w, r, "web.op.requests-title"), r, http.StatusOK)
}

func (s *site) writeRequests(w http.ResponseWriter, p *page, r *http.Request, status int) {
	all, err := s.portal.Requests(r.Context())
	if err != nil {
		s.broken(w, r)
		return
	}
	p.Body = all
	s.write(w, status, "op-requests.html", p)
}

func (s *site) resolve(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.ParseInt(r.PostFormValue("id"), 10, 64)
	if err != nil {
		err = portal.ErrNoRequest
	} else {
		err = s.portal.Resolve(r.Context(), id, r.PostFormValue("reset") != "")
	}
	if err == nil {
		seeOther(w, r, "/operator/requests", "resolved")
		return
	}
	p := s.operatorPage(w, r, "web.op.requests-title")
	if !p.refuse(err) {
		s.broken(w, r)
		return
	}
	s.writeRequests(w, p, r, http.StatusUnprocessableEntity)
}

// confirmResetAll asks once more: the button ends what a whole class has open.
func (s *site) confirmResetAll(w http.ResponseWriter, r *http.Request) {
	s.write(w, http.StatusOK, "op-reset.html", s.operatorPage(w, r, "web.op.reset-title"))
}

func (s *site) resetAll(w http.ResponseWriter, r *http.Request) {
	if err := s.portal.ResetAll(r.Context()); err != nil {
		s.broken(w, r)
		return
	}
	seeOther(w, r, "/operator", "all-reset")
}

// classRow is a class with its link.
type classRow struct {
	portal.ClassView
	Link string
	Code *linkCode
}

type classesView struct {
	Rows  []classRow
	Class portal.Class // as it was filled in
	Hours int
}

// Bounds of the class form.
const (
	defaultSeats = 30
	defaultHours = 8
	maxHours     = 30 * 24
)

func (s *site) classes(w http.ResponseWriter, r *http.Request) {
	v := classesView{Class: portal.Class{Role: portal.Penyedia, Seats: defaultSeats}, Hours: defaultHours}
	s.writeClasses(w, s.operatorPage(w, r, "web.op.class-title"), r, http.StatusOK, v)
}

func (s *site) writeClasses(w http.ResponseWriter, p *page, r *http.Request, status int, v classesView) {
	all, err := s.portal.Classes(r.Context())
	if err != nil {
		s.broken(w, r)
		return
	}
	for _, c := range all {
		row := classRow{ClassView: c, Link: base(r) + "/class/" + c.Token}
		if row.Code, err = newLinkCode(row.Link); err != nil {
			s.broken(w, r)
			return
		}
		v.Rows = append(v.Rows, row)
	}
	p.Roles, p.Body = portal.Roles(), v
	s.write(w, status, "op-class.html", p)
}

// base returns the address of this site as the operator's browser knows it.
func base(r *http.Request) string {
	if overTLS(r) {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

func (s *site) openClass(w http.ResponseWriter, r *http.Request) {
	v := classesView{}
	v.Class.Name, v.Class.Role = r.PostFormValue("name"), portal.Role(r.PostFormValue("role"))
	v.Class.Seats, _ = strconv.Atoi(r.PostFormValue("seats")) // 0 is refused
	v.Hours, _ = strconv.Atoi(r.PostFormValue("hours"))
	if v.Hours < 1 || v.Hours > maxHours {
		v.Hours = defaultHours
	}
	v.Class.Expires = s.portal.TrueTime().Add(time.Duration(v.Hours) * time.Hour)
	_, err := s.portal.OpenClass(r.Context(), v.Class)
	if err == nil {
		seeOther(w, r, "/operator/class", "class")
		return
	}
	p := s.operatorPage(w, r, "web.op.class-title")
	if !p.refuse(err) {
		s.broken(w, r)
		return
	}
	s.writeClasses(w, p, r, http.StatusUnprocessableEntity, v)
}
