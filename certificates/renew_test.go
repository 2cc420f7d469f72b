package certificates

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/signing"
)

// vault holds sealed files and raises them by writing "+" behind them; what fails for
// a file is named by its identity.
type vault struct {
	Archive
	files   map[ID][]byte
	raise   map[ID]error
	extend  map[ID]error
	asked   []time.Time
	events  []audit.Event
	untaken bool // Raise returns the file as it is
}

func newVault(n int) *vault {
	v := &vault{files: map[ID][]byte{}, raise: map[ID]error{}, extend: map[ID]error{}}
	for i := range n {
		v.files[nth(i)] = []byte("%PDF " + nth(i))
	}
	return v
}

func nth(i int) ID { return ID(fmt.Sprintf("%08d-0000-7000-8000-000000000000", i)) }

func (v *vault) Due(_ context.Context, _ signing.Level, at time.Time, after ID, limit int) (list []*Certificate, _ error) {
	v.asked = append(v.asked, at)
	for i := range len(v.files) {
		id := nth(i)
		if id > after && v.files[id][len(v.files[id])-1] != '+' && len(list) < limit {
			list = append(list, &Certificate{ID: id, Office: "X900", SealedDigest: sealedDigest(v.files[id])})
		}
	}
	return list, nil
}

func (v *vault) Sealed(_ context.Context, id ID) ([]byte, error) { return v.files[id], nil }

func (v *vault) Raise(_ context.Context, file []byte) ([]byte, error) {
	if err := v.raise[ID(file[5:])]; err != nil || v.untaken {
		return file, err
	}
	return append(file[:len(file):len(file)], '+'), nil
}

func (v *vault) Standing([]byte) (signing.Level, time.Time, error) {
	return signing.LevelLTA, today.AddDate(10, 0, 0), nil
}

func (v *vault) Extend(_ context.Context, id ID, _ [32]byte, f Sealed, _ time.Time, e ...audit.Event) error {
	if err := v.extend[id]; err != nil {
		return err
	}
	v.files[id], v.events = f.File, append(v.events, e...)
	return nil
}

func (v *vault) run(t *testing.T, level signing.Level) (Renewed, error) {
	t.Helper()
	r := Renewal{Evidence: v, Archive: v, Raiser: v, Level: level, Clock: func() time.Time { return today }, Log: slog.New(slog.DiscardHandler)}
	return r.Run(t.Context(), today, func(Renewed) {})
}

func TestRenew(t *testing.T) {
	t.Parallel()
	errOdd := errors.New("odd")
	for name, test := range map[string]struct {
		spoil func(*vault)
		want  Renewed
		err   error
		left  int // to be done by the next run
	}{
		"all":                          {func(*vault) {}, Renewed{Done: 250}, nil, 0},
		"one cannot be":                {func(v *vault) { v.raise[nth(7)] = errOdd }, Renewed{Done: 249, Failed: 1}, nil, 1},
		"another process was faster":   {func(v *vault) { v.extend[nth(7)] = ErrState }, Renewed{Done: 249}, nil, 1},
		"nothing could be added":       {func(v *vault) { v.untaken = true }, Renewed{Failed: 250}, nil, 250},
		"no time stamp can be had":     {func(v *vault) { v.raise[nth(150)] = signing.ErrNoTimestamp }, Renewed{Done: 150}, signing.ErrNoTimestamp, 100},
		"no revocation state is given": {func(v *vault) { v.raise[nth(0)] = signing.ErrUnavailable }, Renewed{}, signing.ErrUnavailable, 250},
		"the database goes":            {func(v *vault) { v.extend[nth(99)] = registry.ErrUnavailable }, Renewed{Done: 99}, registry.ErrUnavailable, 151},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := newVault(250)
			test.spoil(v)
			got, err := v.run(t, signing.LevelLTA)
			if got != test.want || !errors.Is(err, test.err) {
				t.Errorf("Run() = %+v, %v, want %+v, %v", got, err, test.want, test.err)
			}
			if len(v.events) != test.want.Done {
				t.Errorf("%d events for %d renewals", len(v.events), test.want.Done)
			}
			v.raise, v.extend, v.untaken = nil, nil, false
			if again, err := v.run(t, signing.LevelLTA); again.Done != test.left || err != nil {
				t.Errorf("the next run did %+v, %v, want %d", again, err, test.left)
			}
		})
	}
}

// Below the level that can be renewed, the end of the evidence is no reason.
func TestRenewBelowLTA(t *testing.T) {
	t.Parallel()
	for level, want := range map[signing.Level]time.Time{signing.LevelT: {}, signing.LevelLT: {}, signing.LevelLTA: today} {
		v := newVault(0)
		if _, err := v.run(t, level); err != nil || len(v.asked) != 1 || !v.asked[0].Equal(want) {
			t.Errorf("%s: asked for what ends before %v, %v, want %v", level, v.asked, err, want)
		}
	}
}
