package locale

import "golang.org/x/sys/windows"

// systemTags returns the languages of Windows' user interface, best first.
func systemTags() []string {
	tags, err := windows.GetUserPreferredUILanguages(windows.MUI_LANGUAGE_NAME)
	if err != nil {
		return nil
	}
	return tags
}
