package inspect

import (
	"bytes"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"github.com/sportello/sportello/inspect/pdf"
)

// small is a PDF of a catalog, a page with the given content, and more objects from
// number 5 on.
func small(content string, more ...string) []byte {
	return smallWith("", "4 0 R", append([]string{content}, more...)...)
}

// smallWith is one with entries in its catalog and with the page's /Contents; the
// objects are from number 4 on.
func smallWith(catalog, contents string, more ...string) []byte {
	objects := map[int]string{
		1: "<</Type/Catalog/Pages 2 0 R" + catalog + ">>", 2: "<</Type/Pages/Kids[3 0 R]/Count 1>>",
		3: "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents " + contents + ">>",
	}
	for i, o := range more {
		objects[4+i] = o
	}
	w := &writer{}
	w.WriteString("%PDF-1.7\n")
	w.objects(objects)
	w.table("/Root 1 0 R", 0)
	return w.Bytes()
}

func deflated(t testing.TB, data []byte) string {
	t.Helper()
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func bomb(t testing.TB, size int) string {
	return stream("/Filter/FlateDecode", deflated(t, make([]byte, size)))
}

// hostile is files that are made to cost, or to make a reader stumble.
var hostile = map[string]struct {
	file    func(testing.TB) []byte
	verdict Verdict
}{
	"empty":          {func(testing.TB) []byte { return nil }, NotPDF},
	"a picture":      {func(testing.TB) []byte { return []byte("\x89PNG\r\n\x1a\n") }, NotPDF},
	"a header alone": {func(testing.TB) []byte { return []byte("%PDF-1.7\n") }, Unreadable},
	"no table":       {func(testing.TB) []byte { return []byte("%PDF-1.7\nstartxref\n9\n%%EOF") }, Unreadable},
	"start beyond":   {func(testing.TB) []byte { return []byte("%PDF-1.7\nstartxref\n999999\n%%EOF") }, Unreadable},
	"start huge":     {func(testing.TB) []byte { return []byte("%PDF-1.7\nstartxref\n99999999999999999999\n%%EOF") }, Unreadable},
	"start negative": {func(testing.TB) []byte { return []byte("%PDF-1.7\nstartxref\n-5\n%%EOF") }, Unreadable},
	"bomb":           {func(t testing.TB) []byte { return small(bomb(t, 20<<20)) }, TooComplex},
	"many bombs":     {func(t testing.TB) []byte { return manyBombs(t) }, TooComplex},
	"bomb in a bomb": {func(t testing.TB) []byte {
		return small(stream("/Filter[/FlateDecode/FlateDecode]", deflated(t, []byte(deflated(t, make([]byte, 20<<20))))))
	}, Unsealed},
	"damaged stream": {func(testing.TB) []byte { return small(stream("/Filter/FlateDecode", "x\x9c\x03\x00garbage")) }, Unsealed},
	"predictor": {func(t testing.TB) []byte {
		return small(stream("/Filter/FlateDecode/DecodeParms<</Predictor 15/Columns 2147483647/Colors 99>>", deflated(t, []byte("abc"))))
	}, Unsealed},
	"nested arrays":       {func(testing.TB) []byte { return small(strings.Repeat("[", 1<<20)) }, TooComplex},
	"nested dictionaries": {func(testing.TB) []byte { return small(strings.Repeat("<</A", 1<<20)) }, TooComplex},
	"nested parentheses":  {func(testing.TB) []byte { return small(strings.Repeat("(", 1<<20)) }, Unsealed},
	"nested content":      {func(testing.TB) []byte { return small(stream("", strings.Repeat("[", 1<<20))) }, TooComplex},
	"million numbers":     {func(testing.TB) []byte { return small("[" + strings.Repeat("1 ", 1_000_000) + "]") }, TooComplex},
	"million operators":   {func(testing.TB) []byte { return small(stream("", strings.Repeat("0 0 1 1 re ", 200_000))) }, TooComplex},
	"million states":      {func(testing.TB) []byte { return small(stream("", strings.Repeat("q ", 1_000_000))) }, Unsealed},
	"huge number":         {func(testing.TB) []byte { return small("99999999999999999999999") }, Unsealed},
	"huge length":         {func(testing.TB) []byte { return small("<</Length 2147483647>>\nstream\nx\nendstream") }, Unsealed},
	"negative length":     {func(testing.TB) []byte { return small("<</Length -1>>\nstream\nx\nendstream") }, Unsealed},
	"length of itself":    {func(testing.TB) []byte { return small("<</Length 4 0 R>>\nstream\nx\nendstream") }, Unsealed},
	"lengths in a circle": {func(testing.TB) []byte {
		return small("<</Length 5 0 R>>\nstream\nx\nendstream", "<</Length 4 0 R>>\nstream\nx\nendstream")
	}, Unsealed},
	"reference to itself": {func(testing.TB) []byte { return small("4 0 R") }, Unsealed},
	"pages in a circle": {func(testing.TB) []byte {
		return bytes.Replace(small(stream("", "")), []byte("/Kids[3 0 R]"), []byte("/Kids[2 0 R]"), 1)
	}, Unsealed},
	"previous in a circle": {func(testing.TB) []byte {
		file := small(stream("", ""))
		at := bytes.LastIndex(file, []byte("xref\n0"))
		return bytes.Replace(file, []byte("/Root 1 0 R"), fmt.Appendf(nil, "/Prev %d/Root 1 0 R", at), 1)
	}, Unreadable},
	"previous of itself, far": {func(testing.TB) []byte {
		return bytes.Replace(small(stream("", "")), []byte("/Root 1 0 R"), []byte("/Prev 2147483647/Root 1 0 R"), 1)
	}, Unreadable},
	"many revisions": {func(t testing.TB) []byte {
		file := small(stream("", ""))
		for range 200 {
			file = updated(t, file, map[int]string{2: "<</Type/Pages/Kids[3 0 R]/Count 1>>"})
		}
		return file
	}, TooComplex},
	"table of millions": {func(testing.TB) []byte {
		return []byte("%PDF-1.7\nxref\n0 8000000\n" + strings.Repeat("0000000009 00000 n \n", 100_000) + "trailer\n<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n")
	}, TooComplex},
	"stream of millions": {func(t testing.TB) []byte {
		return []byte(fmt.Sprintf("%%PDF-1.7\n1 0 obj\n%s\nendobj\nstartxref\n9\n%%%%EOF\n", stream("/Type/XRef/Filter/FlateDecode/W[1 4 2]/Size 8000000/Root 1 0 R", deflated(t, make([]byte, 7*1_000_000)))))
	}, TooComplex},
	"widths of nothing": {func(testing.TB) []byte {
		return []byte("%PDF-1.7\n1 0 obj\n" + stream("/Type/XRef/W[0 0 0]/Size 2000000000/Root 1 0 R", "") + "\nendobj\nstartxref\n9\n%%EOF\n")
	}, Unreadable},
	"entries into one long string":             {func(testing.TB) []byte { return intoOne("4 0 obj(" + strings.Repeat("x", 1<<20)) }, TooComplex},
	"entries into one long hexadecimal string": {func(testing.TB) []byte { return intoOne("4 0 obj<" + strings.Repeat("0", 1<<20)) }, TooComplex},
	"entries into one long comment":            {func(testing.TB) []byte { return intoOne("4 0 obj%" + strings.Repeat("x", 1<<20)) }, TooComplex},
	"too large":                                {func(testing.TB) []byte { return append([]byte("%PDF-1.7\n"), make([]byte, 21<<20)...) }, TooComplex},
	"null bytes":                               {func(testing.TB) []byte { return append([]byte("%PDF-1.7\n"), make([]byte, 1<<20)...) }, Unreadable},
	"long name":                                {func(testing.TB) []byte { return small("/" + strings.Repeat("A", 1<<20)) }, Unsealed},
	"object stream of millions":                {func(testing.TB) []byte { return small(stream("", ""), stream("/Type/ObjStm/N 2000000000/First 0", "")) }, Unsealed},
	"fields in a circle": {func(testing.TB) []byte {
		return smallWith("/AcroForm<</Fields[5 0 R 5 0 R]>>", "4 0 R", stream("", ""), "<</T(x)/Kids[5 0 R]/V 6 0 R>>", "<</Type/Sig>>")
	}, Broken},
	"many signatures": {func(testing.TB) []byte {
		var all []string
		for range 100 {
			all = append(all, "<</Type/Sig>>")
		}
		return small(stream("", ""), all...)
	}, TooComplex},
	"escape at the end": {func(testing.TB) []byte { return []byte("%PDF-1.7\nxref\n0 0\ntrailer\n<</Root 1 0 R/A(\\") }, Unreadable},
}

// intoOne is a file in which thousands of entries lead to one long object.
func intoOne(object string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n" + object)
	at := b.Len()
	fmt.Fprintf(&b, "\nxref\n4 20000\n%s", strings.Repeat("0000000009 00000 n \n", 20_000))
	fmt.Fprintf(&b, "trailer\n<</Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", at+1)
	return b.Bytes()
}

func manyBombs(t testing.TB) []byte {
	one, refs := bomb(t, 1<<20), ""
	var all []string
	for n := range 36 {
		all = append(all, one)
		refs += fmt.Sprintf("%d 0 R ", 4+n)
	}
	return smallWith("", "["+refs+"]", all...)
}

func TestHostile(t *testing.T) {
	t.Parallel()
	for name, test := range hostile {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := test.file(t)
			before := time.Now()
			r := inspected(t, file)
			if r.Verdict != test.verdict {
				t.Errorf("%s for %v, want %s", r.Verdict, r.Reasons, test.verdict)
			}
			if took := time.Since(before); took > 20*time.Second { // a slow machine with the race detector
				t.Errorf("took %s", took)
			}
		})
	}
}

func TestReadRefuses(t *testing.T) {
	t.Parallel()
	broken := errors.New("the network is gone")
	for name, test := range map[string]struct {
		from io.Reader
		edit func(*Options)
		want error
	}{
		"too large":    {io.LimitReader(zeros{}, 1<<30), func(o *Options) { o.Limits = pdf.DefaultLimits; o.Limits.Size = 1 << 20 }, ErrTooLarge},
		"no memory":    {io.LimitReader(zeros{}, 1<<30), func(o *Options) { o.Memory = 1 << 20 }, ErrBusy},
		"broken":       {iotest.ErrReader(broken), func(*Options) {}, broken},
		"broken later": {io.MultiReader(strings.NewReader("%PDF-1.7\n"), iotest.ErrReader(broken)), func(*Options) {}, broken},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			i := inspector(t, test.edit)
			if r, err := i.Read(context.Background(), test.from); !errors.Is(err, test.want) || r != nil {
				t.Errorf("Read = %v, %v; want %v", r, err, test.want)
			}
			if i.memory.left != i.options.Memory {
				t.Errorf("%d bytes of memory were not given back", i.options.Memory-i.memory.left)
			}
		})
	}
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

func TestGivenUp(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := inspector(t).File(ctx, genuine(t)); !errors.Is(err, context.Canceled) {
		t.Errorf("File with a cancelled context = %v", err)
	}
	i := inspector(t, func(o *Options) { o.Parallel = 1 })
	i.slots <- struct{}{} // another file is being inspected
	ctx, cancel = context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	if _, err := i.File(ctx, genuine(t)); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("File while all is taken = %v", err)
	}
	r := inspected(t, genuine(t), func(o *Options) { o.Timeout = time.Nanosecond })
	if r.Verdict != TooComplex || !r.has(TimeReached) {
		t.Errorf("without time: %s for %v", r.Verdict, r.Reasons)
	}
	if _, err := New(Options{}); err == nil {
		t.Error("an inspector without a clock")
	}
}

// A hundred uploads at once, each as dear as it can be, take no more memory than the
// bounds say. It is not parallel: it measures the whole process.
func TestMemoryIsFlat(t *testing.T) { //nolint:paralleltest // measures the heap
	const uploads, bound = 100, 200 << 20
	files := [][]byte{small(bomb(t, 6<<20)), small("[" + strings.Repeat("1 ", 100_000) + "]"), append(small(stream("", "")), make([]byte, 2<<20)...), genuine(t)}
	i := inspector(t, func(o *Options) { o.Parallel, o.Memory = 2, 64<<20 })
	runtime.GC()
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	done, peak := make(chan struct{}), make(chan uint64)
	go func() {
		var highest uint64
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			highest = max(highest, m.HeapInuse)
			select {
			case <-done:
				peak <- highest
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	}()
	var all sync.WaitGroup
	for n := range uploads {
		all.Go(func() {
			if _, err := i.Read(context.Background(), iotest.HalfReader(bytes.NewReader(files[n%len(files)]))); err != nil && !errors.Is(err, ErrBusy) {
				t.Error(err)
			}
		})
	}
	all.Wait()
	close(done)
	grown := int64(<-peak) - int64(before.HeapInuse)
	t.Logf("%d uploads: %d MB at most", uploads, grown>>20)
	if grown > bound {
		t.Errorf("the heap grew by %d MB, %d are allowed", grown>>20, int64(bound)>>20)
	}
	if i.memory.left != i.options.Memory {
		t.Error("memory was not given back")
	}
}
