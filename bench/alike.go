package main

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"time"

	"github.com/sportello/sportello/certificates"
)

// alike is whether the time of an answer tells a code that was issued from one that
// never was and from a text that is none. They are asked for in turn, by one client.
func alike(o options, s *service, code string, t *table) error {
	never := certificates.Code{1, 2, 3}
	conn, err := net.Dial("tcp", s.address)
	if err != nil {
		return err
	}
	defer conn.Close()
	answers := bufio.NewReaderSize(conn, 16<<10)
	asked := []request{get("/v1/verifications/" + code), get("/v1/verifications/" + never.Compact()), get("/v1/verifications/" + code[1:])}
	times := make([][]time.Duration, len(asked))
	for begun := time.Now(); time.Since(begun) < o.window; {
		for _, i := range rand.Perm(len(asked)) { // what was asked before must not tell on one alone
			took, err := ask(conn, answers, asked[i], http.StatusOK)
			if err != nil {
				return err
			}
			times[i] = append(times[i], took)
		}
	}
	issued, unknown, none := middle(times[0]), middle(times[1]), middle(times[2])
	t.ratio("answer about a code that was never issued", inMilliseconds(unknown), "about one that was "+inMilliseconds(issued), float64(unknown)/float64(issued), 0)
	t.ratio("answer about a text that is no code", inMilliseconds(none), "about a code never issued "+inMilliseconds(unknown), float64(none)/float64(unknown), 0)
	return nil
}

func middle(times []time.Duration) time.Duration {
	slices.Sort(times)
	return times[len(times)/2]
}

func inMilliseconds(d time.Duration) string { return fmt.Sprintf("p50 %.3f ms", milliseconds(d)) }
