package login

// Cookies is the names of the cookies that a browser is given: all that it ever gets from
// this service.
type Cookies struct {
	Session string // keeps somebody logged in
	Attempt string // comes back from the provider
}

// CookiesOver gives the names. Over TLS they say to browsers that the cookies come from us
// alone (RFC 6265bis section 4.1.3.2); over plain HTTP, in the demo, browsers would not take
// such names.
func CookiesOver(tls bool) Cookies {
	prefix := ""
	if tls {
		prefix = "__Host-"
	}
	return Cookies{Session: prefix + "sportello", Attempt: prefix + "sportello-login"}
}
