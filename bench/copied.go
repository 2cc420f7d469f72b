package main

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"time"
)

// bareCopy is a handler that gives one answer, whoever asks, on a port of its own.
type bareCopy struct {
	header http.Header
	body   []byte
}

// copied is the answer to a request.
func copied(address string, r request) (c bareCopy, err error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return c, err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	if _, err := conn.Write(r); err != nil {
		return c, err
	}
	a, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return c, err
	}
	c.header = a.Header
	c.body, err = io.ReadAll(a.Body)
	return c, errors.Join(err, a.Body.Close())
}

// ServeHTTP gives the answer.
func (c bareCopy) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	for name, values := range c.header {
		w.Header()[name] = values
	}
	_, _ = w.Write(c.body) // who asked may have gone
}

// times is how long each of its answers takes.
func (c bareCopy) times(window time.Duration) (all []time.Duration, err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &http.Server{Handler: c, ReadHeaderTimeout: time.Second}
	go s.Serve(l) //nolint:errcheck // it ends when it is closed
	defer func() { err = errors.Join(err, s.Close()) }()
	return times(l.Addr().String(), window, []request{get("/")})
}
