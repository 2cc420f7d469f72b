package main

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"time"

	"github.com/sportello/sportello/internal/loginfile"
	"github.com/sportello/sportello/internal/portal/login"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/internal/postgres"
)

// loggingIn is how people log in to the pages.
type loggingIn struct {
	LoginFile       string        `env:"SPORTELLO_LOGIN_FILE" placeholder:"PATH" help:"Providers through which people log in to the pages (docs/login.md); nobody can if empty."`
	SessionIdle     time.Duration `type:"setting" env:"SPORTELLO_SESSION_IDLE" default:"30m" help:"After which a session ends that is not used."`
	SessionLifetime time.Duration `type:"setting" env:"SPORTELLO_SESSION_LIFETIME" default:"8h" help:"After which a session ends that is used."`
}

// longestSession is a day: who works longer logs in again.
const longestSession = 24 * time.Hour

func (c *loggingIn) load(f *faults) []login.Provider {
	for name, d := range map[string]time.Duration{"SPORTELLO_SESSION_IDLE": c.SessionIdle, "SPORTELLO_SESSION_LIFETIME": c.SessionLifetime} {
		if (d < time.Minute || d > longestSession) && !f.about(name) {
			f.add(name, "must be between a minute and a day")
		}
	}
	if c.SessionIdle > c.SessionLifetime && !f.about("SPORTELLO_SESSION_IDLE") && !f.about("SPORTELLO_SESSION_LIFETIME") {
		f.add("SPORTELLO_SESSION_IDLE", "is longer than SPORTELLO_SESSION_LIFETIME")
	}
	if c.LoginFile == "" {
		return nil
	}
	file := readFile(f, "SPORTELLO_LOGIN_FILE", c.LoginFile)
	providers, wrong := loginfile.Read(bytes.NewReader(file), openSecret)
	for _, w := range wrong {
		f.add("SPORTELLO_LOGIN_FILE", "%v", w)
	}
	return providers
}

// openSecret reads a file that the file of the logins names.
func openSecret(path string) ([]byte, error) {
	b, err := os.ReadFile(path)
	if wrong := (*fs.PathError)(nil); errors.As(err, &wrong) {
		return nil, fmt.Errorf("%s: %w", path, wrong.Err)
	}
	return b, err
}

// login is the room through which people come in.
func (a *app) login(k *page.Kit, db *postgres.DB) *login.Room {
	return login.New(k, login.Config{
		Providers: a.material.logins, Sessions: db, Journal: db, Grants: db, Desk: a.desk, Idle: a.config.SessionIdle, Lifetime: a.config.SessionLifetime,
		Outside: http.DefaultTransport, Random: rand.Reader,
	})
}
