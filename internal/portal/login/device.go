package login

import "strings"

// device says roughly what somebody uses, "Firefox, Android", so that he knows it again in
// the list of his sessions; "" if it cannot be told. The rest of what a browser says of
// itself is not kept.
func device(userAgent string) string {
	return strings.Trim(firstIn(userAgent, browsers)+", "+firstIn(userAgent, systems), ", ")
}

// Each is named by what only it says; who says what others say as well comes later.
var (
	browsers = [][2]string{
		{"Edg", "Edge"},
		{"OPR/", "Opera"},
		{"SamsungBrowser/", "Samsung Internet"},
		{"Firefox/", "Firefox"},
		{"FxiOS/", "Firefox"},
		{"CriOS/", "Chrome"},
		{"Chrome/", "Chrome"},
		{"Safari/", "Safari"},
	}
	systems = [][2]string{
		{"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Windows", "Windows"}, {"Macintosh", "macOS"}, {"CrOS", "ChromeOS"}, {"Linux", "Linux"},
	}
)

func firstIn(text string, list [][2]string) string {
	for _, l := range list {
		if strings.Contains(text, l[0]) {
			return l[1]
		}
	}
	return ""
}
