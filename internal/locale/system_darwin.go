package locale

import (
	"context"
	"os/exec"
	"regexp"
	"time"
)

var appleTag = regexp.MustCompile(`[A-Za-z]{2,3}(-[A-Za-z0-9]+)*`)

// systemTags asks macOS for the user's languages, best first. It is reached
// only where no locale variable is set, and waits no longer than a person
// would notice.
func systemTags() []string {
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	out, err := exec.CommandContext(ctx, "/usr/bin/defaults", "read", "-g", "AppleLanguages").Output()
	if err != nil {
		return nil
	}
	return appleTag.FindAllString(string(out), -1)
}
