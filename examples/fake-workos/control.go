package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/workos-go/workos/workostest"
)

// control adds what a test in another language needs besides the API, as -h says.
func control(fake *workostest.Server) {
	fake.Handle("GET /workostest/outbox", func(w http.ResponseWriter, _ *http.Request) {
		messages := []message{}
		for _, m := range fake.Outbox() {
			messages = append(messages, message(m))
		}
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		_ = json.NewEncoder(w).Encode(messages) // into memory
	})
	fake.Handle("POST /workostest/faults", does(func(_ context.Context, f fault) error {
		return try(func() { fake.Fail(f.Route, cmp.Or(f.Times, 1), f.fault()) })
	}))
	fake.Handle("POST /workostest/deliveries", does(func(ctx context.Context, to struct{ URL, Secret string }) error {
		if target, err := url.Parse(to.URL); err != nil || target.Host == "" || to.Secret == "" {
			return errors.New("a delivery needs a url and a secret")
		}
		_, err := fake.DeliverTo(ctx, to.URL, to.Secret)
		return err
	}))
}

// does answers 204 where something could be done, and else 400 and why not.
func does[T any](do func(context.Context, T) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var params T
		err := decode(r.Body, &params)
		if err == nil {
			err = do(r.Context(), params)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	}
}

// message is a workostest.Message as JSON.
type message struct {
	To     string                 `json:"to"`
	Kind   workostest.MessageKind `json:"kind"`
	Code   string                 `json:"code"`
	Token  string                 `json:"token"`
	URL    string                 `json:"url"`
	SentAt time.Time              `json:"sent_at"`
}

// fault is one of workostest by its name, or an answer.
type fault struct {
	Route, Fault string
	Times        int
	Status       int
	Header       http.Header
	Body         string
}

func (f fault) fault() workostest.Fault {
	switch f.Fault {
	case "":
		return workostest.Respond(f.Status, f.Header, f.Body)
	case "refuse_connection":
		return workostest.RefuseConnection()
	case "drop_request":
		return workostest.DropRequest()
	case "drop_connection":
		return workostest.DropConnection()
	case "cut_body":
		return workostest.CutBody()
	case "stall":
		return workostest.Stall()
	default:
		panic("there is no fault " + f.Fault)
	}
}
