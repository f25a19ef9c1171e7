// Session-redis shows two machines that refresh one session at the same time, and
// send one call to WorkOS: they share refreshed sessions in a Redis.
//
// WorkOS is one inside this process. The Redis is at -redis.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"strings"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/session"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

func main() {
	log.SetFlags(0)
	address := flag.String("redis", "localhost:6379", "where the Redis is")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Stdout, *address)
	stop()
	if err != nil {
		log.Fatal(err)
	}
}

// run signs somebody in and lets two machines refresh the session at once.
func run(ctx context.Context, out io.Writer, address string) error {
	srv := workostest.New()
	defer srv.Close()
	var machines []*session.Manager
	for range 2 {
		client := redis.NewClient(&redis.Options{Addr: address})
		defer client.Close()
		manager, err := newManager(srv, client)
		if err != nil {
			return err
		}
		machines = append(machines, manager)
	}
	current, err := signIn(ctx, srv, machines[0])
	if err != nil {
		return err
	}
	refreshed, err := refreshEverywhere(ctx, machines, current)
	if err != nil {
		return err
	}
	fmt.Fprintln(out, len(refreshed), "requests on", len(machines), "machines refreshed the session")
	fmt.Fprintln(out, countRefreshes(srv), "call to WorkOS")
	for _, s := range refreshed {
		if s.RefreshToken != refreshed[0].RefreshToken {
			return errors.New("they have not got the same session")
		}
	}
	fmt.Fprintln(out, "All have the same session.")
	return nil
}

// newManager is what every machine does when it starts. The password and the Redis
// are those of the others.
func newManager(srv *workostest.Server, client *redis.Client) (*session.Manager, error) {
	return session.New(srv.Client(workos.WithTimeout(lockTime/2)), session.Config{
		Passwords: []string{"not the password of anybody's cookie"},
		Store:     redisStore{client},
	})
}

func signIn(ctx context.Context, srv *workostest.Server, manager *session.Manager) (*session.Session, error) {
	const email, password = "ann@example.com", "correct horse battery"
	srv.AddUser(usermanagement.CreateUserParams{Email: email, Password: password, EmailVerified: true})
	auth, err := usermanagement.New(srv.Client()).AuthenticateWithPassword(ctx,
		usermanagement.AuthenticateWithPasswordParams{Email: email, Password: password})
	if err != nil {
		return nil, err
	}
	// WorkOS takes its time, so that the machines do meet.
	srv.Fail("POST /user_management/authenticate", 1, workostest.Delay(200*time.Millisecond))
	return manager.FromAuthentication(auth)
}

// refreshEverywhere is what happens where a page that loads many things is opened
// after the access token has expired.
func refreshEverywhere(ctx context.Context, machines []*session.Manager, s *session.Session) ([]*session.Session, error) {
	refreshed, errs := make([]*session.Session, 20), make([]error, 20)
	var requests sync.WaitGroup
	for i := range refreshed {
		requests.Go(func() {
			refreshed[i], errs[i] = machines[i%len(machines)].Refresh(ctx, s, session.RefreshParams{})
		})
	}
	requests.Wait()
	return refreshed, errors.Join(errs...)
}

func countRefreshes(srv *workostest.Server) int {
	n := 0
	for _, request := range srv.Requests() {
		if strings.Contains(string(request.Body), `"grant_type":"refresh_token"`) {
			n++
		}
	}
	return n
}
