package verification

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/inspect"
	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/signing"
)

// Whatever is not one of our files is unknown, and told what it is.
func TestStrangersFiles(t *testing.T) {
	t.Parallel()
	_, genuine := newOffice(t)
	other := contentOf(certificates.Residence)
	other.Number.Serial++
	moved := contentOf(certificates.Residence)
	moved.ValidTo.Year += 10
	middle := bytes.Clone(genuine)
	middle[bytes.Index(middle, []byte("stream"))+20] ^= 1
	for name, x := range map[string]struct {
		file    []byte
		verdict inspect.Verdict
		reason  inspect.Code
		named   State // "" for none
	}{
		"one byte changed":        {middle, inspect.Broken, inspect.DigestWrong, Valid},
		"something behind it":     {append(bytes.Clone(genuine), "\n% more\n"...), inspect.Altered, "", Valid},
		"half of it":              {genuine[:len(genuine)/2], inspect.Unreadable, "", ""},
		"a page overlaid":         {updated(t, genuine, pageContent(t, genuine), "<</Length 3>>\nstream\nq Q\nendstream"), inspect.Altered, inspect.ChangedContent, ""}, // the symbol is gone
		"another office's seal":   {pressed(t, theirs).seal(t, moved, site+code.Compact()), inspect.Foreign, inspect.SealForeign, Valid},
		"another site's code":     {pressed(t, theirs).seal(t, moved, "https://evil.example/v/"+code.Compact()), inspect.Foreign, inspect.SealForeign, ""},
		"no code there":           {pressed(t, theirs).seal(t, moved, site+"x"+code.Compact()[1:]), inspect.Foreign, inspect.SealForeign, ""},
		"a code never issued":     {pressed(t, ours).seal(t, contentOf(certificates.Residence), site+never.Compact()), inspect.Genuine, "", Unknown},
		"data of another number":  {pressed(t, ours).seal(t, other, site+code.Compact()), inspect.Genuine, "", ""},
		"sealed, and never filed": {pressed(t, ours).seal(t, moved, site+code.Compact()), inspect.Genuine, "", Valid},
		"a PDF without anything":  {[]byte("%PDF-1.7 hello"), inspect.Unreadable, "", ""},
	} {
		a, _ := newOffice(t)
		got, err := a.service().File(t.Context(), bytes.NewReader(x.file))
		if err != nil || cmp.Diff(Verdict{State: Unknown}, got.Verdict) != "" || got.Report == nil {
			t.Errorf("%s: %+v, %v, want unknown with a report", name, got, err)
			continue
		}
		if got.SHA256 != sha256.Sum256(x.file) || got.Size != int64(len(x.file)) {
			t.Errorf("%s: called a file of %d bytes, %x", name, got.Size, got.SHA256)
		}
		var codes []inspect.Code
		for _, r := range got.Report.Reasons {
			codes = append(codes, r.Code)
		}
		if got.Report.Verdict != x.verdict || x.reason != "" && codes[0] != x.reason {
			t.Errorf("%s: %s for %v, want %s for %s", name, got.Report.Verdict, codes, x.verdict, x.reason)
		}
		if named := stateOf(got.Named); named != x.named {
			t.Errorf("%s: names %q, want %q", name, named, x.named)
		}
	}
}

func stateOf(n *Named) State {
	if n == nil {
		return ""
	}
	return n.State
}

// pageContent is the number of the object with what the first page shows.
func pageContent(t *testing.T, file []byte) (number int) {
	t.Helper()
	_, rest, _ := bytes.Cut(file, []byte("/Contents "))
	for _, c := range rest {
		if c < '0' || c > '9' {
			break
		}
		number = 10*number + int(c-'0')
	}
	if number == 0 {
		t.Fatal("no page")
	}
	return number
}

// What is no PDF by its first bytes is not read on; what breaks off is nobody's file.
func TestUnreadFiles(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{"nothing": "", "too short": "%PDF", "text": "Dear office,", "a PDF after something": " %PDF-1.7", "another case": "%pdf-1.7"} {
		if _, err := newArchive().service().File(t.Context(), io.MultiReader(strings.NewReader(text), iotest.ErrReader(io.EOF))); !errors.Is(err, ErrNotPDF) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, begin := range map[string]string{"at once": "", "in the header": "%PD", "later": "%PDF-1.7"} {
		_, err := newArchive().service().File(t.Context(), io.MultiReader(strings.NewReader(begin), iotest.ErrReader(iotest.ErrTimeout)))
		var unread *UnreadError
		if !errors.As(err, &unread) || !errors.Is(err, iotest.ErrTimeout) {
			t.Errorf("breaks off %s: %v", name, err)
		}
		if _, err := newArchive().service().File(t.Context(), io.MultiReader(strings.NewReader("%PDF-1.7"), iotest.ErrReader(io.ErrUnexpectedEOF))); !errors.As(err, &unread) {
			t.Errorf("is shorter than was promised: %v", err)
		}
	}
}

// A store that is down is no verdict, at whichever look-up.
func TestFileWithoutStore(t *testing.T) {
	t.Parallel()
	for _, method := range []string{"ByDigest", "ByCode"} {
		a, genuine := newOffice(t)
		a.failing[method] = registry.ErrUnavailable
		got, err := a.service().File(t.Context(), bytes.NewReader(append(genuine, ' ')))
		if !errors.Is(err, registry.ErrUnavailable) {
			t.Errorf("%s fails: %+v, %v", method, got, err)
		}
	}
}

// A file of ours is found by its bytes, is not inspected, and stands as its
// certificate does.
func TestOurFiles(t *testing.T) {
	t.Parallel()
	for state, want := range map[certificates.State]State{certificates.Issued: Valid, certificates.Withdrawn: Withdrawn} {
		a, genuine := newOffice(t)
		a.certificate.State = state
		a.inspector = &stuck{Inspector: a.inspector}
		got, err := a.service().File(t.Context(), iotest.OneByteReader(bytes.NewReader(genuine)))
		if err != nil || got.State != want || got.Report != nil || got.Named != nil || len(a.asked) != 1 {
			t.Errorf("%s: %+v, %v after %v", state, got, err, a.asked)
		}
	}
}

// Their harmless twins: a file of ours to which somebody has added time stamps and
// validation material is not ours byte for byte, but good, and named by its code.
func TestExtendedFiles(t *testing.T) {
	t.Parallel()
	for level, want := range map[signing.Level]inspect.Level{signing.LevelT: inspect.LevelBT, signing.LevelLT: inspect.LevelBLT, signing.LevelLTA: inspect.LevelBLTA} {
		a, genuine := newOffice(t)
		got, err := a.service().File(t.Context(), bytes.NewReader(pressed(t, ours).raised(t, genuine, level)))
		if err != nil || got.State != Unknown || got.Report.Verdict != inspect.Extended || got.Report.Signatures[0].Level != want || stateOf(got.Named) != Valid || got.Named.Code != code {
			t.Errorf("%s: %+v %+v %+v, %v", level, got.Verdict, got.Report, got.Named, err)
		}
	}
}

// stuck never has a turn for anybody.
type stuck struct{ Inspector }

func (stuck) File(ctx context.Context, _ []byte) (*inspect.Report, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

// Where there is no room to inspect files, those of ours are still known.
func TestNoRoom(t *testing.T) {
	t.Parallel()
	a, genuine := newOffice(t)
	full, err := inspect.New(inspect.Options{Clock: noon, Memory: 1})
	if err != nil {
		t.Fatal(err)
	}
	a.inspector = full
	if got, err := a.service().File(t.Context(), iotest.HalfReader(bytes.NewReader(genuine))); err != nil || got.State != Valid {
		t.Errorf("ours: %+v, %v", got, err)
	}
	if got, err := a.service().File(t.Context(), bytes.NewReader(genuine[:len(genuine)-1])); !errors.Is(err, inspect.ErrBusy) {
		t.Errorf("another: %+v, %v", got, err)
	}
	var unread *UnreadError
	if _, err := a.service().File(t.Context(), io.MultiReader(bytes.NewReader(genuine[:100]), iotest.ErrReader(io.ErrUnexpectedEOF))); !errors.As(err, &unread) {
		t.Errorf("half of one: %v", err)
	}
}

// Who goes away while he waits is not told that we are busy.
func TestGone(t *testing.T) {
	t.Parallel()
	a := newArchive()
	a.inspector = &stuck{Inspector: a.inspector}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if _, err := a.service().File(ctx, strings.NewReader("%PDF-1.7")); !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, inspect.ErrBusy) {
		t.Errorf("got %v", err)
	}
}

// A hundred uploads at once take no more memory than a few: who does not fit in is
// turned away, and comes in afterwards. Not parallel, because all that the process
// holds is counted.
func TestManyUploads(t *testing.T) { //nolint:paralleltest // see above
	const size, budget = 4 << 20, 32 << 20
	i, err := inspect.New(inspect.Options{Clock: noon, Parallel: 2, Memory: budget})
	if err != nil {
		t.Fatal(err)
	}
	s := newArchive().service()
	s.Inspector, s.Store = i, &safe{Store: s.Store}
	upload := func() error {
		_, err := s.File(t.Context(), io.MultiReader(strings.NewReader("%PDF-1.7 "), io.LimitReader(blanks{}, size)))
		return err
	}
	stop, peak := make(chan struct{}), make(chan uint64)
	before := held()
	go func() {
		most := uint64(0)
		for {
			select {
			case <-stop:
				peak <- most
				return
			case <-time.After(time.Millisecond):
				most = max(most, held())
			}
		}
	}()
	var wg sync.WaitGroup
	results := make(chan error, 100)
	for range cap(results) {
		wg.Go(func() { results <- upload() })
	}
	wg.Wait()
	close(stop)
	close(results)
	const slack = 96 << 20 // what the collector has not looked at yet
	if most := <-peak; most > before+budget+slack {
		t.Errorf("%d MB held for 100 uploads of %d MB", most>>20, size>>20)
	}
	busy := 0
	for err := range results {
		if errors.Is(err, inspect.ErrBusy) {
			busy++
		} else if err != nil {
			t.Error(err)
		}
	}
	if busy == 0 || busy == cap(results) {
		t.Errorf("%d of %d were turned away", busy, cap(results))
	}
	if err := upload(); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

func held() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapInuse
}

type blanks struct{}

func (blanks) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = ' '
	}
	return len(b), nil
}

// safe is an empty store that many may ask.
type safe struct{ Store }

func (*safe) ByDigest(context.Context, [32]byte) (*certificates.Certificate, error) {
	return nil, certificates.ErrNotFound
}

// Whatever is uploaded gets a verdict or one of the errors that are named.
func FuzzFile(f *testing.F) {
	a, genuine := newOffice(f)
	for _, seed := range []string{"", "%PDF", "%PDF-1.7\n%%EOF", "PK\x03\x04", string(genuine)} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		got, err := a.service().File(t.Context(), bytes.NewReader(file))
		switch {
		case !bytes.HasPrefix(file, []byte("%PDF-")):
			if !errors.Is(err, ErrNotPDF) {
				t.Fatalf("%v", err)
			}
		case err != nil:
			t.Fatal(err)
		case bytes.Equal(file, genuine) == (got.State == Unknown):
			t.Fatalf("%+v", got)
		}
	})
}
