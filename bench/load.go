package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"
)

// request is one HTTP/1.1 request, ready to be written.
type request []byte

func post(path, token, key, body string) request {
	return request(fmt.Sprintf("POST %s HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer %s\r\nIdempotency-Key: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
		path, token, key, len(body), body))
}

func get(path string) request { return request("GET " + path + " HTTP/1.1\r\nHost: bench\r\n\r\n") }

// result is how a load went.
type result struct {
	answers  int
	rate     float64 // answers a second
	p50, p99 time.Duration
}

func (r result) String() string {
	return fmt.Sprintf("%.0f/s, p50 %.1f ms, p99 %.1f ms", r.rate, milliseconds(r.p50), milliseconds(r.p99))
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// load has n clients, each with a connection of its own, send what next gives them,
// one request after the other. Every answer must have the wanted status.
func load(address string, n int, window time.Duration, status int, next func(client, i int) request) (result, error) {
	var mu sync.Mutex
	var times []time.Duration
	var errs []error
	var all sync.WaitGroup
	begun := time.Now()
	for client := range n {
		all.Go(func() {
			mine, err := drive(address, begun.Add(window), status, func(i int) request { return next(client, i) })
			mu.Lock()
			defer mu.Unlock()
			times, errs = append(times, mine...), append(errs, err)
		})
	}
	all.Wait()
	took := time.Since(begun)
	if err := errors.Join(errs...); err != nil {
		return result{}, err
	}
	slices.Sort(times)
	return result{len(times), float64(len(times)) / took.Seconds(), times[len(times)/2], times[len(times)*99/100]}, nil
}

func drive(address string, until time.Time, status int, next func(i int) request) (times []time.Duration, err error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	answers := bufio.NewReaderSize(conn, 16<<10)
	for i := 0; time.Now().Before(until); i++ {
		took, err := ask(conn, answers, next(i), status)
		if err != nil {
			return nil, err
		}
		times = append(times, took)
	}
	return times, nil
}

// ask sends a request and waits for the end of its answer.
func ask(conn net.Conn, answers *bufio.Reader, r request, status int) (time.Duration, error) {
	begun := time.Now()
	if _, err := conn.Write(r); err != nil {
		return 0, err
	}
	err := answer(answers, status)
	return time.Since(begun), err
}

func answer(from *bufio.Reader, status int) error {
	a, err := http.ReadResponse(from, nil)
	if err != nil {
		return err
	}
	body, err := io.ReadAll(a.Body)
	if err == nil && a.StatusCode != status {
		err = fmt.Errorf("answered %s: %.300s", a.Status, body)
	}
	return errors.Join(err, a.Body.Close())
}
