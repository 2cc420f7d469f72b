package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
)

// spent is processor time used so far by those who take part in a load. Unlike the
// rate it does not depend on who else is at work on the machine, and it says on what
// the time goes.
type spent struct{ service, database, clients time.Duration }

// each is what an answer has cost since before.
func (s spent) each(before spent, answers int) spent {
	n := time.Duration(max(answers, 1))
	return spent{(s.service - before.service) / n, (s.database - before.database) / n, (s.clients - before.clients) / n}
}

func (s spent) all() time.Duration { return s.service + s.database + s.clients }

func (s spent) String() string {
	return fmt.Sprintf("service %.2f ms, database %.2f ms, clients %.2f ms", milliseconds(s.service), milliseconds(s.database), milliseconds(s.clients))
}

// spent reads what the service, the private database below dir and this process have
// used.
func (s *service) spent(dir string) (all spent, err error) {
	lines, err := os.ReadFile(filepath.Join(dir, "postgres", "data", "postmaster.pid"))
	if err != nil {
		return all, err
	}
	first, _, _ := bytes.Cut(lines, []byte("\n"))
	postmaster, err := strconv.Atoi(string(first))
	if err != nil {
		return all, err
	}
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return all, err
	}
	for _, path := range stats {
		p, ok := readProcess(path)
		switch {
		case !ok: // it has ended
		case p.id == s.process.Process.Pid:
			all.service = p.used
		case p.id == postmaster || p.parent == postmaster:
			all.database += p.used
		case p.id == os.Getpid():
			all.clients = p.used
		}
	}
	return all, nil
}

type processTime struct {
	id, parent int
	used       time.Duration
}

// tick is the unit of times in /proc, the same on every Linux (proc(5), USER_HZ).
const tick = 10 * time.Millisecond

// readProcess reads /proc/PID/stat (proc(5)): after the name in brackets come the
// state, the parent, and as the 12th and 13th of these the times used.
func readProcess(path string) (p processTime, ok bool) {
	stat, err := os.ReadFile(path)
	end := bytes.LastIndexByte(stat, ')')
	if err != nil || end < 0 {
		return p, false
	}
	fields := bytes.Fields(stat[end+1:])
	number := func(i int) int {
		n, _ := strconv.Atoi(string(fields[i])) // the kernel writes numbers
		return n
	}
	p.id, _ = strconv.Atoi(filepath.Base(filepath.Dir(path)))
	p.parent, p.used = number(1), time.Duration(number(11)+number(12))*tick
	return p, true
}

// durable says how the database keeps what it has been told.
func durable(ctx context.Context, url string, t *table) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	var commit, sync string
	if err := conn.QueryRow(ctx, "SELECT current_setting('synchronous_commit'), current_setting('fsync')").Scan(&commit, &sync); err != nil {
		return err
	}
	t.plain("the database under what follows", "synchronous_commit="+commit+", fsync="+sync, "", "both on")
	return nil
}
