package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"maps"
	"math/big"
	mathrand "math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/workos-go/workos/workostest"
)

// link stands between a client and a workostest.Server and does what goes wrong:
// an HTTP server on a socket, and an HTTPDoer in process.
type link struct {
	srv       *workostest.Server
	elsewhere *httptest.Server // where a redirect leads: nothing may arrive
	strayed   atomic.Int64     // what did
	busy      atomic.Int64     // requests in progress

	mu      sync.Mutex
	fault   *fault
	skip    int // requests before the fault
	times   int // requests that it hits
	random  *mathrand.Rand
	secrets map[string]bool // that were in answers

	http  *http.Server
	conns map[net.Conn]http.ConnState
	plain net.Listener
	tls   net.Listener
}

func newLink(srv *workostest.Server) *link {
	l := &link{srv: srv, secrets: map[string]bool{}}
	l.elsewhere = httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { l.strayed.Add(1) }))
	return l
}

// listen opens the sockets.
func (l *link) listen() error {
	l.conns = map[net.Conn]http.ConnState{}
	l.http = &http.Server{Handler: l, ErrorLog: log.New(io.Discard, "", 0), ConnState: l.state, ReadHeaderTimeout: time.Minute}
	if err := l.up("127.0.0.1:0"); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // a listener of this process's own
	if err != nil {
		return err
	}
	l.tls = tls.NewListener(listener, &tls.Config{
		MinVersion: tls.VersionTLS12,
		GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
			if mathrand.N(2) == 0 { //nolint:gosec // a choice
				return nil, errors.New("no TLS today")
			}
			return &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{untrusted()}}, nil
		},
	})
	go func() { _ = l.http.Serve(l.tls) }()
	return nil
}

// up listens at an address.
func (l *link) up(address string) error {
	listener, err := net.Listen("tcp", address) //nolint:noctx // a listener of this process's own
	if err != nil {
		return err
	}
	l.mu.Lock()
	l.plain = listener
	l.mu.Unlock()
	go func() { _ = l.http.Serve(listener) }()
	return nil
}

// down refuses connections until the returned function is called, once.
func (l *link) down() (up func()) {
	address := l.plain.Addr().String()
	_ = l.plain.Close()
	l.hangUp()
	return sync.OnceFunc(func() {
		for range 100 { // somebody may have the port
			if l.up(address) == nil {
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
		panic("the port " + address + " is gone")
	})
}

// hangUp closes the connections.
func (l *link) hangUp() {
	l.mu.Lock()
	conns := maps.Clone(l.conns)
	l.mu.Unlock()
	for conn := range conns {
		_ = conn.Close()
	}
}

func (l *link) close() {
	if l.http != nil {
		_ = l.http.Close()
	}
	l.elsewhere.Close()
	l.srv.Close()
}

// state keeps which connections there are.
func (l *link) state(conn net.Conn, state http.ConnState) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if state == http.StateClosed || state == http.StateHijacked {
		delete(l.conns, conn)
		return
	}
	l.conns[conn] = state
}

// settle waits until nothing is in progress any more and returns how many requests
// and connections still are after a second.
func (l *link) settle() int {
	for end := time.Now().Add(time.Second); ; time.Sleep(time.Millisecond) {
		busy := int(l.busy.Load())
		l.mu.Lock()
		for _, state := range l.conns {
			if state == http.StateActive { // a new one is a spare one
				busy++
			}
		}
		l.mu.Unlock()
		if busy == 0 || time.Now().After(end) {
			return busy
		}
	}
}

// arm plans a fault; none heals the link.
func (l *link) arm(f *fault, skip, times int, random *mathrand.Rand) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.fault, l.skip, l.times, l.random = f, skip, times, random
}

// next returns the fault that the next request meets, or nil.
func (l *link) next() (*fault, *mathrand.Rand) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.fault == nil || l.times == 0:
		return nil, nil
	case l.skip > 0:
		l.skip--
		return nil, nil
	}
	l.times--
	return l.fault, mathrand.New(mathrand.NewPCG(l.random.Uint64(), 0)) //nolint:gosec // a seed
}

// Do answers a request in process.
func (l *link) Do(req *http.Request) (*http.Response, error) {
	l.busy.Add(1)
	defer l.busy.Add(-1)
	f, random := l.next()
	switch {
	case f == nil:
	case f.own != nil:
		l.srv.Fail("", 1, *f.own)
	default:
		incident, err := l.incident(req, f, random)
		if err != nil {
			return nil, err
		}
		if f.process != nil {
			return f.process(incident)
		}
		return f.answer(incident), nil
	}
	return l.keep(l.srv.Do(req))
}

// ServeHTTP answers a request on a socket.
func (l *link) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	l.busy.Add(1)
	defer l.busy.Add(-1)
	f, random := l.next()
	switch {
	case f == nil:
		l.srv.ServeHTTP(noted{w, l}, req)
		return
	case f.own != nil:
		l.srv.Fail("", 1, *f.own)
		l.srv.ServeHTTP(noted{w, l}, req)
		return
	}
	incident, err := l.incident(req, f, random)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if f.wire != nil {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err == nil {
			f.wire(incident, conn)
			_ = conn.Close()
		}
		return
	}
	l.write(w, f.answer(incident)) //nolint:bodyclose // in memory
}

func (l *link) write(w http.ResponseWriter, res *http.Response) {
	maps.Copy(w.Header(), res.Header)
	if res.ContentLength >= 0 {
		w.Header().Set("Content-Length", strconv.FormatInt(res.ContentLength, 10))
	}
	w.WriteHeader(res.StatusCode)
	piece := make([]byte, 32<<10)
	for {
		n, err := res.Body.Read(piece)
		if _, failed := w.Write(piece[:n]); failed != nil || err != nil {
			return
		}
		if res.ContentLength < 0 && http.NewResponseController(w).Flush() != nil {
			return
		}
	}
}

// incident performs the operation, if the fault is one that comes after.
func (l *link) incident(req *http.Request, f *fault, random *mathrand.Rand) (*incident, error) {
	i := &incident{random: random, ctx: req.Context(), req: req, elsewhere: l.elsewhere.URL, whole: response(200, "", "")} //nolint:bodyclose // in memory
	if req.Body != nil {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			return nil, err
		}
		i.body, req.Body = body, io.NopCloser(bytes.NewReader(body))
	}
	if !f.performed {
		return i, nil
	}
	whole, err := l.keep(l.srv.Do(req)) //nolint:bodyclose // keep puts one in its place
	if err != nil {
		return nil, err
	}
	defer whole.Body.Close()
	i.whole = whole
	i.content, err = io.ReadAll(whole.Body)
	return i, err
}

// keep remembers the secrets of an answer.
func (l *link) keep(res *http.Response, err error) (*http.Response, error) {
	if err != nil {
		return nil, err
	}
	content, err := io.ReadAll(res.Body)
	l.note(content)
	if err == nil {
		err = io.EOF
	}
	res.Body = io.NopCloser(io.MultiReader(bytes.NewReader(content), broken{err}))
	return res, nil
}

var token = regexp.MustCompile(`"(?:access|refresh)_token":"([^"]{16,})`)

// note remembers the secrets in an answer, or in a part of it.
func (l *link) note(content []byte) {
	for _, found := range token.FindAllSubmatch(content, -1) {
		l.mu.Lock()
		l.secrets[string(found[1])] = true
		l.mu.Unlock()
	}
}

// noted is a ResponseWriter whose link remembers secrets.
type noted struct {
	http.ResponseWriter

	link *link
}

func (n noted) Unwrap() http.ResponseWriter { return n.ResponseWriter }

func (n noted) Write(p []byte) (int, error) {
	n.link.note(p)
	return n.ResponseWriter.Write(p)
}

// untrusted is a certificate that nobody vouches for.
var untrusted = sync.OnceValue(func() tls.Certificate {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		NotAfter:     time.Now().Add(24 * time.Hour),
		IPAddresses:  []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		panic(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
})
