package e2e

import "testing"

// Nobody who is not logged in comes to a page that is broken or leads nowhere.
func TestCrawlAsNobody(t *testing.T) {
	t.Parallel()
	c := newCrawl(newVisitor(t))
	c.from("/", "/?lang=de")
	if len(c.found) < 5 {
		t.Errorf("only %v was found", c.found)
	}
}
