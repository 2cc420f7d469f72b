package request

import (
	"slices"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/page"
)

// The steps that ask nothing.
const (
	previewStep certificates.Step = "preview"
	summaryStep certificates.Step = "summary"
)

var way = []certificates.Step{
	certificates.WhoStep, certificates.ReceiverStep, certificates.KindsStep, certificates.DutyStep, previewStep, summaryStep,
}

// reached reports whether a step can be shown.
func (t *turn) reached(s certificates.Step) bool {
	if s == previewStep || s == summaryStep {
		return t.draft.Next() == ""
	}
	return t.draft.Reached(s)
}

// stage is a step as the list of steps shows it.
type stage struct {
	Key     string // of its name
	Address string // "" for the present one, and for those that are not reached
	Done    bool
	Here    bool
}

// body is what every page about a draft shows.
type body struct {
	Base  string // address of the draft
	Steps []stage
	Here  int    // 1, 2, 3 ...
	Back  string // address of the step before, or of the list
	View  any    // what the page itself shows
}

// page begins the page of a step.
func (t *turn) page(name string, here certificates.Step, view any) *page.Page {
	b := body{Base: "/request/" + string(t.draft.ID), Here: slices.Index(way, here) + 1, Back: "/request", View: view}
	for i, s := range way {
		seen := s == previewStep && here == summaryStep // it asks nothing
		st := stage{Key: "request.step." + string(s), Here: s == here, Done: t.draft.Answered(s) || seen}
		if !st.Here && t.reached(s) {
			st.Address = t.at(s)
		}
		if i+1 < b.Here {
			b.Back = t.at(s)
		}
		b.Steps = append(b.Steps, st)
	}
	return t.Page(t.r, "request-"+name, &b)
}
