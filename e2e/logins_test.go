package e2e

import (
	"strings"
	"testing"

	"github.com/sportello/sportello/internal/browsertest"
)

// After the logout the browser's back shows nothing of who was there: it comes to the login.
func TestBackAfterLogout(t *testing.T) {
	t.Parallel()
	b := browse(t)
	enter(b, "demo", code(t, "Chiara"))
	b.Open(demo.base + "/me/data?lang=it")
	if !strings.Contains(b.Text("main"), code(t, "Chiara")) {
		t.Fatal("the page of one's data does not show them")
	}
	browsertest.Value[bool](b, "(document.querySelector(%s).submit(), true)", "form[action^='/logout']")
	b.Until("location.pathname === '/login/ended' && document.readyState === 'complete'")
	browsertest.Value[bool](b, "history.back() === undefined")
	b.Until("location.pathname !== '/login/ended' && document.readyState === 'complete'")
	if path := browsertest.Value[string](b, "location.pathname"); path != "/login" {
		t.Errorf("back is %s", path)
	}
	if page := browsertest.Value[string](b, "document.documentElement.innerText"); strings.Contains(page, code(t, "Chiara")) {
		t.Errorf("back shows\n%s", page)
	}
}
