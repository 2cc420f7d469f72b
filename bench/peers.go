package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
)

// peers has the same certificate made by the tools that others use, one process of
// each, beside ours on one core. What cannot be installed is left out with a word.
func (p *press) peers(ctx context.Context, o options, ours float64, t *table) error {
	for _, other := range []struct{ name, what string }{
		{"weasyprint", "WeasyPrint and pyHanko, sealed"},
		{"chromium", "headless Chromium, not sealed"},
	} {
		rate, size, err := p.peer(ctx, other.name, o)
		var absent *exec.ExitError
		switch {
		case errors.As(err, &absent) && absent.ExitCode() == 3:
			t.plain("the same by "+other.what, "left out", strings.TrimSpace(string(absent.Stderr)), "")
		case err != nil:
			return fmt.Errorf("peer %s: %w", other.name, err)
		default:
			t.ratio("document in process, one core, P-256, beside "+other.what, fmt.Sprintf("%.0f/s", ours),
				fmt.Sprintf("%.1f/s, %d bytes", rate, size), ours/rate, 0)
		}
	}
	return nil
}

func (p *press) peer(ctx context.Context, name string, o options) (rate float64, size int, err error) {
	coat, err := filepath.Abs("internal/demo/people/coat.png")
	if err != nil {
		return 0, 0, err
	}
	out, err := exec.CommandContext(ctx, "bench/peers/run", name, p.material.Key, p.material.Chain, coat, fmt.Sprint(o.window.Seconds())).Output()
	if err != nil {
		return 0, 0, err
	}
	_, err = fmt.Fscan(bytes.NewReader(out), &rate, &size)
	return rate, size, err
}
