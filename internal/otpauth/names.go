package otpauth

import "strings"

// names finds issuer and account. The label is "issuer:account", with one
// space allowed after the colon, or only an account; the issuer parameter wins
// over the label's where they differ, and it may hold colons of its own.
func names(label string, p params) (issuer, account string) {
	// A + in a parameter is a space for those who encode forms, and a plus for
	// those who do not. The label, where it is always a plus, shows which.
	literal := p.literal("issuer")
	for _, issuer := range []string{literal, p.get("issuer")} {
		if issuer == "" {
			continue
		}
		if account, ok := strings.CutPrefix(label, issuer+":"); ok {
			return issuer, strings.TrimPrefix(account, " ")
		}
	}
	issuer = p.get("issuer")
	prefix, account, ok := strings.Cut(label, ":")
	if !ok {
		return issuer, label
	}
	if issuer == "" {
		issuer = prefix
	}
	return issuer, strings.TrimPrefix(account, " ")
}
