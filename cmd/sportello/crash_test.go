package main

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/sportello/sportello/internal/dbtest"
	"github.com/sportello/sportello/internal/demo/people"
)

// crowd asks for certificates until it is told to stop or nobody answers, and
// counts what it was given. It is at work when crowd returns.
func crowd(t *testing.T, env []string, listen string) (stop func() int64) {
	t.Helper()
	chiara := token(t, env, "--fiscal-code", string(people.DefaultCitizen))
	s := &script{t: t, base: "http://" + listen, kept: map[string]string{}, tokens: map[string]string{"chiara": chiara}}
	s.must("GET /v1/subjects as chiara", http.StatusOK)
	subject, err := s.value("$.items.0.id")
	if err != nil {
		t.Fatal(err)
	}
	var issued atomic.Int64
	var over atomic.Bool
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for n := 0; !over.Load(); n++ {
				body := strings.NewReader(fmt.Sprintf(`{"subjectId": %q, "kinds": ["residence"], "stampDuty": {"exemption": 107}}`, subject))
				r, _ := http.NewRequest(http.MethodPost, s.base+"/v1/certificates", body)
				r.Header = http.Header{
					"Authorization": {"Bearer " + chiara}, "Content-Type": {"application/json"}, "Idempotency-Key": {fmt.Sprintf("crowd-%d-%d", i, n)},
				}
				res, err := http.DefaultClient.Do(r)
				if err != nil {
					return
				}
				res.Body.Close()
				if res.StatusCode == http.StatusCreated {
					issued.Add(1)
				}
			}
		})
	}
	for end := time.Now().Add(patience); issued.Load() == 0; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("nobody was given a certificate in %s", patience)
		}
	}
	return func() int64 {
		over.Store(true)
		all.Wait()
		return issued.Load()
	}
}

// running is a process of the service that is ended, one way or another, by its test.
type running struct {
	*os.Process
	ended chan error
}

// Wait waits for its end.
func (r *running) Wait() error {
	err := <-r.ended
	r.ended <- err
	return err
}

func process(t *testing.T, env []string, args ...string) *running {
	t.Helper()
	cmd := exec.Command(program, args...)
	out := newAwaited("until Ctrl-C")
	cmd.Env, cmd.Stdout, cmd.Stderr = append(cleanEnv(), env...), out, &logWriter{t: t}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	r := &running{cmd.Process, make(chan error, 1)}
	go func() { r.ended <- cmd.Wait() }()
	t.Cleanup(func() {
		_ = r.Kill()
		_ = r.Wait()
	})
	out.wait(t, r.ended)
	return r
}

// count is how many certificates there are in each state.
func count(t *testing.T, url string) map[string]int64 {
	t.Helper()
	db, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close(t.Context())
	rows, err := db.Query(t.Context(), "SELECT state, count(*) FROM certificate GROUP BY state")
	if err != nil {
		t.Fatal(err)
	}
	states := map[string]int64{}
	var state string
	var n int64
	if _, err := pgx.ForEachRow(rows, []any{&state, &n}, func() error { states[state] = n; return nil }); err != nil {
		t.Fatal(err)
	}
	return states
}

// A process that is told to stop finishes the certificates in flight: whoever was
// answered has one, and nothing is left half done.
func TestStopFinishesWhatIsInFlight(t *testing.T) {
	t.Parallel()
	url := dbtest.New(t)
	env, listen, _ := place(t)
	env = append(env, "SPORTELLO_DATABASE_URL="+url, "SPORTELLO_LOG_LEVEL=error")
	cmd := process(t, env, "demo", "--people", "29")
	stop := crowd(t, env, listen)
	time.Sleep(300 * time.Millisecond)
	if err := cmd.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("ended with %v", err)
	}
	answered := stop() + 1 // the demo's own
	states := count(t, url)
	if states["issuing"] != 0 || states["failed"] != 0 || states["issued"] < answered || answered < 2 {
		t.Errorf("%d were answered; stored %v, want as many issued, none left or failed", answered, states)
	}
}

// A process that is killed leaves reservations behind; the next one under the same
// name closes them before it serves, so that every number is explained.
func TestKilledWhileIssuing(t *testing.T) {
	t.Parallel()
	url := dbtest.New(t)
	env, listen, _ := place(t)
	env = append(env, "SPORTELLO_DATABASE_URL="+url, "SPORTELLO_LOG_LEVEL=error")
	left := int64(0)
	for try := 0; try < 10 && left == 0; try++ { // until the kill hits one in flight
		cmd := process(t, env, "demo", "--people", "29")
		stop := crowd(t, env, listen)
		time.Sleep(time.Duration(100+30*try) * time.Millisecond)
		if err := cmd.Signal(os.Kill); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait()
		stop()
		left = count(t, url)["issuing"]
	}
	if left == 0 {
		t.Fatal("no kill in ten hit a certificate in flight")
	}
	start(t, env, "until Ctrl-C", "demo", "--people", "29")
	states := count(t, url)
	if states["issuing"] != 0 || states["failed"] < left {
		t.Errorf("%d were left in flight; after the next start %v, want none left and as many failed", left, states)
	}
	checkNumbers(t, url)
}
