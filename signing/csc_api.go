package signing

import (
	"context"
	"crypto"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// The names of algorithms (section 7.6), the most telling first. A service that
// lists the bare key type takes the hash from hashAlgorithmOID.
var (
	algorithmNames = map[*scheme][]string{
		pkcs1: {"1.2.840.113549.1.1.11", "1.2.840.113549.1.1.1"},
		pss:   {"1.2.840.113549.1.1.10"},
		p256:  {"1.2.840.10045.4.3.2", "1.2.840.10045.2.1"},
		p384:  {"1.2.840.10045.4.3.3", "1.2.840.10045.2.1"},
	}
	hashNames = map[crypto.Hash]string{
		crypto.SHA256: "2.16.840.1.101.3.4.2.1",
		crypto.SHA384: "2.16.840.1.101.3.4.2.2",
	}
)

// terms is how a service wants to be asked for a signature.
type terms struct {
	*dialect
	algorithms []string
	pin        string // its name, "" if there is none
}

// dialect is what the versions of the API call otherwise.
type dialect struct {
	digests, hash string
	hashAlways    bool // also where the signature is only authorised
	pinPlain      bool // as a field of its own
}

var (
	api1 = &dialect{digests: "hash", hash: "hashAlgo", pinPlain: true}
	api2 = &dialect{digests: "hashes", hash: "hashAlgorithmOID", hashAlways: true}
)

func dialectOf(specs string) (*dialect, error) {
	switch {
	case strings.HasPrefix(specs, "2."):
		return api2, nil
	case strings.HasPrefix(specs, "1."):
		return api1, nil
	}
	return nil, fmt.Errorf("%w: version %.20q of the API is not known", ErrRemoteAnswer, specs)
}

func (d *dialect) hashes(request map[string]any, s *scheme, digest []byte, signing bool) {
	request[d.digests] = [][]byte{digest}
	if signing || d.hashAlways {
		request[d.hash] = hashNames[s.hash]
	}
}

func (t *terms) authorisedBy(request map[string]any, pin string) {
	if t.pinPlain {
		request[t.pin] = pin
		return
	}
	request["authData"] = []map[string]string{{"id": t.pin, "value": pin}}
}

// aboutService is of the answer of info (section 11.1) what we need.
type aboutService struct {
	Specs string `json:"specs"`
}

// credential is of the answer of credentials/info (section 11.5) what we need.
type credential struct {
	Key struct {
		Status     string   `json:"status"`
		Algorithms []string `json:"algo"`
	} `json:"key"`
	Certificate struct {
		Status       string   `json:"status"`
		Certificates [][]byte `json:"certificates"`
	} `json:"cert"`
	Auth struct { // version 2
		Mode    string `json:"mode"`
		Objects []struct {
			ID string `json:"id"`
		} `json:"objects"`
	} `json:"auth"`
	AuthMode string `json:"authMode"` // version 1
	OTP      struct {
		Presence any `json:"presence"` // "true", or true: services differ
	} `json:"OTP"`
}

// pinName is the name of the secret that authorises the credential, "" if none does.
// ErrRemoteRefused if a person has to.
func (c *credential) pinName() (string, error) {
	mode := c.Auth.Mode
	if mode == "" {
		mode = c.AuthMode
	}
	switch {
	case mode == "implicit":
		return "", nil
	case mode != "explicit":
		return "", fmt.Errorf("%w: the credential is authorised in the way %.20q, by a person", ErrRemoteRefused, mode)
	case fmt.Sprint(c.OTP.Presence) == "true" || len(c.Auth.Objects) > 1:
		return "", fmt.Errorf("%w: the credential wants more than a PIN", ErrRemoteRefused)
	case len(c.Auth.Objects) == 1:
		return c.Auth.Objects[0].ID, nil
	}
	return "PIN", nil
}

// refusal is an answer with a status of 4xx.
type refusal struct {
	status int
	code   string
}

// Error names the code if it is one that the API may use; a service's own words
// stay out of our log.
func (r *refusal) Error() string { return fmt.Sprintf("status %d %s", r.status, r.code) }

func refusedForGood(err error) bool {
	var r *refusal
	return errors.As(err, &r) && r.status != 401
}

// call is one method of the API: JSON to JSON, by POST (section 7.1).
func (r *Remote) call(ctx context.Context, method string, request map[string]any, answer any) error {
	body, err := json.Marshal(request)
	if err != nil {
		return err
	}
	token, err := r.service.Token()
	if err != nil {
		return fmt.Errorf("signing: reading the access token: %w", err)
	}
	status, got, err := r.service.Transport(ctx, Call{
		Method: "POST", URL: strings.TrimRight(r.service.URL, "/") + "/" + method,
		ContentType: "application/json", Accept: "application/json", Authorization: "Bearer " + token, Body: body,
	})
	if err != nil {
		return fmt.Errorf("%w: %s: %w", ErrRemoteDown, method, err)
	}
	if err := judge(status, got); err != nil {
		return fmt.Errorf("%w (%s)", err, method)
	}
	if err := json.Unmarshal(got, answer); err != nil {
		return fmt.Errorf("%w: %s: not the JSON of the API", ErrRemoteAnswer, method)
	}
	return nil
}

// judge tells by the status what an answer is (section 10.1).
func judge(status int, body []byte) error {
	switch {
	case status == 200:
		return nil
	case status == 429 || status >= 500:
		return fmt.Errorf("%w: status %d", ErrRemoteDown, status)
	case status < 400:
		return fmt.Errorf("%w: status %d", ErrRemoteAnswer, status)
	}
	var told struct {
		Code string `json:"error"`
	}
	if json.Unmarshal(body, &told) != nil || strings.Trim(told.Code, "abcdefghijklmnopqrstuvwxyz_") != "" || len(told.Code) > 40 {
		told.Code = ""
	}
	return fmt.Errorf("%w: %w", ErrRemoteRefused, &refusal{status, told.Code})
}
