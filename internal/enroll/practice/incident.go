package practice

import (
	"context"

	"sandi/internal/enroll"
)

// OpenLogin opens the login page; it stays open.
func (s *Service) OpenLogin(context.Context, enroll.Role) (enroll.Login, error) {
	return enroll.Login{}, nil
}

// Refresh reloads the page with the barcode.
func (s *Service) Refresh(ctx context.Context) (enroll.Barcode, bool, error) { return s.Barcode(ctx) }

// RequestReset clicks RESET TOTP.
func (s *Service) RequestReset(context.Context) (enroll.ResetMail, error) {
	return enroll.ResetMail{}, enroll.ErrProtocol.With("status", "reset")
}

// Inbox lists the user's mail.
func (s *Service) Inbox(context.Context) ([]enroll.Letter, error) {
	return nil, enroll.ErrProtocol.With("status", "mail")
}

// AskHelpdesk sends a request to the portal's helpdesk.
func (s *Service) AskHelpdesk(context.Context, enroll.Role, string, string) error {
	return enroll.ErrProtocol.With("status", "helpdesk")
}
