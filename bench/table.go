package main

import (
	"fmt"
	"io"
)

// table is what is printed: a line for each figure, as Markdown.
type table struct{ out io.Writer }

func (t *table) head(conditions string) {
	t.print("%s\n\n| what | figure | beside | ratio | aim |\n|---|---|---|---|---|\n", conditions)
}

// ratio is a figure beside a peer, with what it should reach; 0 for no aim.
func (t *table) ratio(what, figure, beside string, ratio, aim float64) {
	reached := ""
	switch {
	case aim == 0:
	case ratio >= aim:
		reached = fmt.Sprintf("%.2f, reached", aim)
	default:
		reached = fmt.Sprintf("%.2f, NOT reached", aim)
	}
	t.print("| %s | %s | %s | %.2f | %s |\n", what, figure, beside, ratio, reached)
}

// plain is a figure beside a limit in words.
func (t *table) plain(what, figure, beside, aim string) {
	t.print("| %s | %s | %s | | %s |\n", what, figure, beside, aim)
}

func (t *table) print(format string, args ...any) {
	fmt.Fprintf(t.out, format, args...)
}
