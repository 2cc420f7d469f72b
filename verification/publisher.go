package verification

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/statement"
)

// Lists says which places of a status list have been withdrawn.
// registry.ErrUnavailable if that cannot be had.
type Lists interface {
	WithdrawnIn(ctx context.Context, list int) ([]int, error)
}

// Publisher gives out what a verifier needs who will be without network
// (docs/offline-check.md): the issuer's keys and the status lists, signed. It is safe
// for concurrent use once its fields are set.
type Publisher struct {
	Issuer string // public address of the installation, without a slash at the end
	Key    *statement.Key
	Keys   []statement.IssuerKey // past, current and next; Key among them
	Lists  Lists
	Clock  func() time.Time

	mu    sync.Mutex
	kept  map[int]published // by the number of the list
	own   published
	turns map[int]*sync.Mutex
}

// Published is a signed token and how long it may be kept before there is a newer.
type Published struct {
	Token string
	Fresh time.Duration
}

type published struct {
	token string
	at    time.Time
}

// How long verifiers may rely on what they have fetched, and how long it takes a
// withdrawal to show: within a day for who fetches daily.
const (
	keySetLife   = 30 * 24 * time.Hour
	keySetFresh  = 24 * time.Hour
	listLife     = 24 * time.Hour
	listFresh    = time.Hour
	signAgain    = time.Minute // a list is read and signed no more often
	signKeyAgain = time.Hour
)

// ErrNoList says that there is no status list of that number, or none yet.
var ErrNoList = errors.New("verification: no such status list")

// KeySet is the issuer's keys as a JWS.
func (p *Publisher) KeySet() (Published, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.Clock()
	if now.Sub(p.own.at) >= signKeyAgain {
		set, err := statement.NewKeySet(p.Issuer, now, now.Add(keySetLife), p.Keys...)
		if err != nil {
			return Published{}, err
		}
		token, err := set.Sign(p.Key)
		if err != nil {
			return Published{}, err
		}
		p.own = published{token, now}
	}
	return Published{p.own.token, keySetFresh}, nil
}

// StatusList is a status list as a JWS. ErrNoList, or an error of Lists.
func (p *Publisher) StatusList(ctx context.Context, list int) (Published, error) {
	now := p.Clock()
	if list < 0 || list >= certificates.StatusListsAt(now) {
		return Published{}, ErrNoList
	}
	turn := p.turn(list)
	turn.Lock() // who comes meanwhile takes what the first has signed
	defer turn.Unlock()
	if kept, ok := p.last(list); ok && now.Sub(kept.at) < signAgain {
		return Published{kept.token, listFresh}, nil
	}
	token, err := p.sign(ctx, list, now)
	if err != nil {
		return Published{}, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.kept[list] = published{token, now}
	return Published{token, listFresh}, nil
}

func (p *Publisher) turn(list int) *sync.Mutex {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.kept == nil {
		p.kept, p.turns = map[int]published{}, map[int]*sync.Mutex{}
	}
	if p.turns[list] == nil {
		p.turns[list] = new(sync.Mutex)
	}
	return p.turns[list]
}

func (p *Publisher) last(list int) (published, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	kept, ok := p.kept[list]
	return kept, ok
}

func (p *Publisher) sign(ctx context.Context, list int, now time.Time) (string, error) {
	places, err := p.Lists.WithdrawnIn(ctx, list)
	if err != nil {
		return "", err
	}
	l, err := statement.NewStatusList(statement.StatusURI(p.Issuer, list), certificates.StatusListSize)
	if err != nil {
		return "", err
	}
	for _, place := range places {
		if err := l.Withdraw(place); err != nil {
			return "", err
		}
	}
	l.IssuedAt, l.Expires, l.TTL = now, now.Add(listLife), listFresh
	return l.Sign(p.Key)
}
