// Soak makes one Client of many goroutines call every operation of every package,
// with whatever parameters, while connections break. It is for the race detector:
//
//	go run -race ./internal/soak -for 1m
//
// It fails where a call returns an error that cannot be told, prints a secret, does
// not end, or leaves something behind.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"runtime/pprof"
	"sync"
	"sync/atomic"
	"time"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

const (
	email         = "ann@foo-corp.com"
	password      = "correct horse battery staple"
	cookieSecret  = "a password of at least 32 characters"
	webhookSecret = "whsec_soak_and_more_soak"

	// patience is how long after the end of its context a goroutine may go on, with
	// the race detector on a machine that is busy.
	patience = 5 * time.Second
)

// soak is what the goroutines share.
type soak struct {
	client *workos.Client
	world  atomic.Pointer[workostest.Server] // the WorkOS of the moment
	http   *httptest.Server
	conns  atomic.Int64
	most   atomic.Int64
	seed   uint64
	logs   lines
	calls  atomic.Int64
	errors atomic.Int64
	ids    ids
	called sync.Map // operations

	mu       sync.Mutex
	failures map[string]int
}

func main() {
	log.SetOutput(io.Discard) // servers complain about what is done to them
	duration := flag.Duration("for", time.Minute, "how long")
	goroutines := flag.Int("goroutines", 200, "how many goroutines")
	seed := flag.Uint64("seed", 1, "what is called follows from")
	flag.Parse()
	s := &soak{seed: *seed, failures: map[string]int{}}
	idle := runtime.NumGoroutine()
	s.open()
	s.run(*duration, *goroutines)
	s.close()
	s.leaks(idle)
	called := 0
	s.called.Range(func(any, any) bool { called++; return true })
	fmt.Printf("%d calls of %d operations, %d errors, %d goroutines, at most %d connections as the server sees them, seed %d, %s\n",
		s.calls.Load(), called, s.errors.Load(), *goroutines, s.most.Load(), s.seed, *duration)
	for what, n := range s.failures {
		fmt.Printf("%d times: %s\n", n, what)
	}
	if len(s.failures) > 0 {
		os.Exit(1)
	}
}

func (s *soak) open() {
	s.renew(0)
	s.http = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.world.Load().ServeHTTP(w, r)
	}))
	s.http.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.http.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		switch state {
		case http.StateNew:
			s.most.Store(max(s.most.Load(), s.conns.Add(1)))
		case http.StateClosed:
			s.conns.Add(-1)
		default:
		}
	}
	s.http.Start()
	s.client = workos.NewClient(
		workos.WithAPIKey(workostest.APIKey), workos.WithClientID(workostest.ClientID),
		workos.WithBaseURL(s.http.URL), workos.WithTimeout(2*time.Second),
		workos.WithLogger(slog.New(slog.NewJSONHandler(&s.logs, &slog.HandlerOptions{Level: slog.LevelDebug}))),
	)
}

// renew begins a new world, so that none grows for a minute.
func (s *soak) renew(n uint64) {
	world := workostest.New(workostest.WithSeed(s.seed + n))
	world.AddUser(usermanagement.CreateUserParams{Email: email, EmailVerified: true, Password: password})
	for _, fault := range []workostest.Fault{
		workostest.RefuseConnection(), workostest.DropRequest(), workostest.DropConnection(), workostest.CutBody(),
		workostest.Delay(20 * time.Millisecond), workostest.RateLimit(time.Second), workostest.Respond(503, nil, "<html>"),
		workostest.Respond(200, nil, "<html>"), workostest.Stall(),
	} {
		world.FailRandomly("", 0.01, fault)
	}
	s.world.Store(world)
}

func (s *soak) run(duration time.Duration, goroutines int) {
	ctx, cancel := context.WithTimeout(context.Background(), duration)
	defer cancel()
	var workers sync.WaitGroup
	operations := s.operations()
	others := s.others()
	for n := range goroutines {
		own := rand.New(rand.NewPCG(s.seed, uint64(n))) //nolint:gosec // a seed
		workers.Go(func() {
			if n < len(others) {
				others[n](ctx)
				return
			}
			s.caller(ctx, operations, own)
		})
	}
	workers.Go(func() {
		for n := uint64(1); ctx.Err() == nil; n++ {
			select {
			case <-ctx.Done():
			case <-time.After(2 * time.Second):
				s.renew(n)
				s.look(s.logs.take())
			}
		}
	})
	done := make(chan struct{})
	go func() { workers.Wait(); close(done) }()
	<-ctx.Done()
	select {
	case <-done:
	case <-time.After(patience):
		_ = pprof.Lookup("goroutine").WriteTo(os.Stdout, 1)
		s.fail("goroutines outlive their context by more than %s", patience)
	}
}

func (s *soak) close() {
	s.look(s.logs.take())
	s.http.CloseClientConnections()
	s.http.Close()
	s.world.Load().Close()
}

func (s *soak) leaks(idle int) {
	for end := time.Now().Add(patience); runtime.NumGoroutine() > idle; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			_ = pprof.Lookup("goroutine").WriteTo(os.Stdout, 1)
			s.fail("%d goroutines are left", runtime.NumGoroutine()-idle)
			return
		}
	}
}

func (s *soak) fail(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failures[fmt.Sprintf(format, args...)]++
}
