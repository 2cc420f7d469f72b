package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// least is what a page must have, of 100.
const least = 95

// tries is how often a page is opened that is too slow, or at which the browser stumbles:
// what else runs on the machine does both, and nothing makes a page faster than it is.
const tries = 3

// judge opens pages with Lighthouse.
type judge struct{ lighthouse, dir string }

// open judges a page for who has the cookie, "" for nobody.
func (j judge) open(ctx context.Context, name, url, cookie string) (r *report, err error) {
	for range tries {
		again, failed := j.once(ctx, name, url, cookie)
		switch {
		case failed != nil:
			err = errors.Join(err, failed)
			continue
		case r == nil || again.of("performance") > r.of("performance"):
			r = again
		}
		if r.good() || r.of("accessibility") < least {
			break
		}
	}
	if r == nil {
		return nil, err
	}
	return r, nil
}

func (j judge) once(ctx context.Context, name, url, cookie string) (*report, error) {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Minute)
	defer cancel()
	headers, out := filepath.Join(j.dir, "headers.json"), filepath.Join(j.dir, name+".report.json")
	sent := map[string]string{}
	if cookie != "" {
		sent["Cookie"] = cookie
	}
	text, err := json.Marshal(sent)
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(headers, text, 0o600); err != nil {
		return nil, err
	}
	// Mobile is what Lighthouse does if not told otherwise.
	c := exec.CommandContext(ctx, j.lighthouse, url, "--quiet", "--only-categories=performance,accessibility", "--output=json", "--output-path="+out, "--extra-headers="+headers, "--chrome-flags=--headless=new --no-sandbox")
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // the browser ends with it
	c.Cancel = func() error { return syscall.Kill(-c.Process.Pid, syscall.SIGKILL) }
	c.WaitDelay = 10 * time.Second
	if said, err := c.CombinedOutput(); err != nil {
		return nil, errors.Join(err, errors.New(string(said)))
	}
	return read(out, url)
}

// report is what is read of Lighthouse's.
type report struct {
	Shown      string                 `json:"finalDisplayedUrl"`
	Error      *struct{ Code string } `json:"runtimeError"`
	Categories map[string]struct {
		Score float64
		Refs  []struct {
			ID     string
			Weight float64
		} `json:"auditRefs"`
	}
	Audits map[string]struct {
		Title        string
		Score        *float64
		NumericValue float64
		DisplayValue string
	}
}

func read(file, url string) (*report, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	r := new(report)
	switch err := json.Unmarshal(text, r); {
	case err != nil:
		return nil, err
	case r.Error != nil:
		return nil, errors.New(r.Error.Code)
	case r.Shown != url: // above all the login, instead of what is behind it
		return nil, errors.New("it leads to another page")
	}
	return r, nil
}

// of is how many points of 100 the page has in a category.
func (r *report) of(category string) float64 { return r.Categories[category].Score * 100 }

func (r *report) value(audit string) float64 { return r.Audits[audit].NumericValue }

func (r *report) good() bool { return r.of("performance") >= least && r.of("accessibility") >= least }

// faults is what has cost points.
func (r *report) faults() (list []string) {
	for name, c := range r.Categories {
		for _, ref := range c.Refs {
			if a := r.Audits[ref.ID]; ref.Weight > 0 && a.Score != nil && *a.Score < 0.9 {
				list = append(list, fmt.Sprintf("%s: %s (%.0f of 100) %s", name, a.Title, *a.Score*100, a.DisplayValue))
			}
		}
	}
	return list
}
