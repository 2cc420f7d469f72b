package e2e

import "strings"

// tells is the first line of the log that tells about somebody: a fiscal code, a name, or
// the secret of a session. It is looked at after everything else has been done.
func (s *service) tells() string {
	log := s.errors.String()
	if !strings.Contains(log, "/login") {
		return "nothing: it does not even tell what was asked for"
	}
	for line := range strings.Lines(log) {
		found := fiscal.MatchString(line) || named().MatchString(line)
		tokens.Range(func(token, _ any) bool {
			found = found || strings.Contains(line, token.(string))
			return !found
		})
		if found {
			return line
		}
	}
	return ""
}
