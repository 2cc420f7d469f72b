package certificates

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/signing"
	"github.com/sportello/sportello/statement"
)

const issuer = "https://sportello.example"

func newStater(t *testing.T) *Stater {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	key, err := statement.NewKey(private, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return &Stater{Key: key, Issuer: issuer}
}

// marked keeps the mark of the last page.
type marked struct {
	press
	mark *Mark
}

func (m marked) Lay(c *Content, mark Mark, at time.Time) (*signing.Sheet, error) {
	*m.mark = mark
	return m.press.Lay(c, mark, at)
}

// What the QR symbol says by itself is what the certificate says, to who has the
// issuer's keys; it stands behind the # of the address.
func TestIssueStates(t *testing.T) {
	t.Parallel()
	b := newBooks()
	d := newDesk(t, b)
	d.Stater = newStater(t)
	var mark Mark
	d.Typesetter = marked{press{b}, &mark}
	c, err := d.Issue(t.Context(), b.as(anna), ask(anna, Residence))
	if err != nil {
		t.Fatal(err)
	}
	address, digits, found := strings.Cut(mark.URL, "#")
	if !found || address != d.VerifyURL+mark.Code.Compact() {
		t.Fatalf("the mark leads to %s", mark.URL)
	}
	keys, err := statement.NewKeySet(issuer, today, today.AddDate(0, 1, 0), statement.IssuerKey{Public: d.Stater.Key.Public(), From: today})
	if err != nil {
		t.Fatal(err)
	}
	v := statement.VerifyDigits(digits, keys, nil, today)
	row := b.rows[c.ID]
	if !bytes.Equal(mark.Data, row.content) {
		t.Errorf("%s is attached to the page, %s is stored", mark.Data, row.content)
	}
	want := &statement.Statement{
		Issuer: issuer, Office: statement.Office{Code: "X900", Name: "Comune di Valdemo"}, Kinds: []int{8}, Number: "2026/0000001",
		IssuedOn: statement.Date(day), ValidUntil: statement.Date(day.AddMonths(3)), Data: sha256.Sum256(row.content), Status: row.Status,
		Name: "D'Àloia Anna", Born: statement.Date{Year: 1985, Month: 3, Day: 4}, Demo: true,
		Facts: []statement.Fact{{Label: "Residenza", Value: "Via Roma 1"}},
	}
	if diff := cmp.Diff(want, v.Statement); v.State != statement.Valid || diff != "" {
		t.Errorf("%s %v (-want +got)\n%s", v.State, v.Reasons, diff)
	}
	if row.Status.List != statusList(day) || row.Status.Index < 0 || row.Status.Index >= StatusListSize {
		t.Errorf("the place in the list is %+v", row.Status)
	}
}

// A place that another has is drawn again; a list without a place left is no certificate.
func TestIssueDrawsAgain(t *testing.T) {
	t.Parallel()
	b := newBooks()
	d := newDesk(t, b)
	tries := 0
	b.broken = func(step string) {
		if step == "reserve" {
			if tries++; tries < 4 {
				b.failing["reserve"] = ErrPlaceTaken
			} else {
				delete(b.failing, "reserve")
			}
		}
	}
	if _, err := d.Issue(t.Context(), b.as(anna), ask(anna, Residence)); err != nil || tries != 4 {
		t.Errorf("Issue: %v after %d draws, want none after 4", err, tries)
	}
	b.broken, b.failing["reserve"] = nil, ErrPlaceTaken
	r := ask(anna, Residence)
	r.Key = "key-0002"
	if c, err := d.Issue(t.Context(), b.as(anna), r); !errors.Is(err, statement.ErrListFull) || c != nil {
		t.Errorf("with a full list: %v, %v, want %v", c, err, statement.ErrListFull)
	}
}

// Lists follow the months, one after the other.
func TestStatusList(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		day  registry.Date
		want int
	}{
		{registry.Date{Year: 2000, Month: 1, Day: 1}, 0},
		{registry.Date{Year: 2026, Month: 11, Day: 30}, 322},
		{registry.Date{Year: 2026, Month: 12, Day: 1}, 323},
		{registry.Date{Year: 2027, Month: 1, Day: 1}, 324},
	} {
		if got := statusList(test.day); got != test.want {
			t.Errorf("statusList(%v) = %d, want %d", test.day, got, test.want)
		}
	}
	if got := StatusListsAt(today); got != 323 {
		t.Errorf("StatusListsAt(%v) = %d, want 323", today, got)
	}
}
