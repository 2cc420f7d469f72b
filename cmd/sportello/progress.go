package main

import (
	"fmt"
	"io"
	"os"
	"time"
)

// progress counts rows on a terminal, a few times a second; anywhere else it is
// silent.
type progress struct {
	w     io.Writer
	on    bool
	rows  int
	begun time.Time
	shown time.Time
}

const (
	showEvery = 200 * time.Millisecond
	lookEvery = 256 // rows between looks at the clock
	clearLine = "\r\x1b[K"
)

func newProgress(w io.Writer) *progress {
	p := &progress{w: w, begun: time.Now()}
	if f, ok := w.(*os.File); ok {
		if info, err := f.Stat(); err == nil {
			p.on = info.Mode()&os.ModeCharDevice != 0
		}
	}
	return p
}

func (p *progress) step() {
	p.rows++
	if !p.on || p.rows%lookEvery != 0 || time.Since(p.shown) < showEvery {
		return
	}
	p.shown = time.Now()
	fmt.Fprintf(p.w, "%s%d rows, %.0f a second", clearLine, p.rows, float64(p.rows)/time.Since(p.begun).Seconds())
}

// clear makes room for another line.
func (p *progress) clear() {
	if p.on {
		fmt.Fprint(p.w, clearLine)
	}
}
