package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/url"
	"reflect"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/agents"
	"github.com/workos-go/workos/apikeys"
	"github.com/workos-go/workos/auditlogs"
	"github.com/workos-go/workos/authorization"
	"github.com/workos-go/workos/clientapi"
	"github.com/workos-go/workos/connect"
	"github.com/workos-go/workos/directorysync"
	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/featureflags"
	"github.com/workos-go/workos/groups"
	"github.com/workos-go/workos/mfa"
	"github.com/workos-go/workos/organizationdomains"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/passwordless"
	"github.com/workos-go/workos/pipes"
	"github.com/workos-go/workos/portal"
	"github.com/workos-go/workos/radar"
	"github.com/workos-go/workos/sso"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/vault"
	"github.com/workos-go/workos/webhooks"
	"github.com/workos-go/workos/widgets"
	"github.com/workos-go/workos/workostest"
)

// operation is a method of a Service.
type operation struct {
	name   string
	method reflect.Value
}

// operations are those of all packages.
func (s *soak) operations() []operation {
	c := s.client
	var all []operation
	for _, service := range []any{
		agents.New(c), apikeys.New(c), auditlogs.New(c), authorization.New(c), clientapi.New(c), connect.New(c),
		directorysync.New(c), events.New(c), featureflags.New(c), groups.New(c), mfa.New(c), organizationdomains.New(c),
		organizations.New(c), passwordless.New(c), pipes.New(c), portal.New(c), radar.New(c), sso.New(c),
		usermanagement.New(c), vault.New(c), webhooks.New(c), widgets.New(c),
	} {
		value := reflect.ValueOf(service)
		for i := range value.NumMethod() {
			name := value.Type().Elem().PkgPath() + "." + value.Type().Method(i).Name
			all = append(all, operation{name, value.Method(i)})
		}
	}
	return all
}

// caller calls one operation after another.
func (s *soak) caller(ctx context.Context, operations []operation, random *rand.Rand) {
	for ctx.Err() == nil {
		op := operations[random.IntN(len(operations))]
		longest := 3 * time.Second
		if random.IntN(5) == 0 {
			longest = 100 * time.Millisecond
		}
		within, cancel := context.WithTimeout(ctx, time.Duration(random.Int64N(int64(longest))))
		s.call(within, op, &maker{random, &s.ids})
		cancel()
	}
}

var contextType = reflect.TypeFor[context.Context]()

// call calls an operation with arguments that are made up.
func (s *soak) call(ctx context.Context, op operation, arguments *maker) {
	kind := op.method.Type()
	var args []reflect.Value
	for i := range kind.NumIn() {
		switch in := kind.In(i); {
		case in == contextType:
			args = append(args, reflect.ValueOf(ctx))
		case kind.IsVariadic() && i == kind.NumIn()-1: // options
		default:
			arg := reflect.New(in).Elem()
			arguments.fill(arg, 0)
			args = append(args, arg)
		}
	}
	results := op.method.Call(args)
	s.calls.Add(1)
	s.called.Store(op.name, true)
	if err, _ := reflect.TypeAssert[error](results[len(results)-1]); err != nil {
		s.sees(op.name, err)
		return
	}
	s.ids.learn(results[0])
	if all := results[0].MethodByName("All"); all.IsValid() {
		s.walk(ctx, op, all)
	}
}

// walk takes up to 50 objects of a list.
func (s *soak) walk(ctx context.Context, op operation, all reflect.Value) {
	sequence := all.Call([]reflect.Value{reflect.ValueOf(ctx)})[0]
	n := 0
	sequence.Call([]reflect.Value{reflect.MakeFunc(sequence.Type().In(0), func(args []reflect.Value) []reflect.Value {
		if err, _ := reflect.TypeAssert[error](args[1]); err != nil {
			s.sees(op.name, err)
		}
		n++
		return []reflect.Value{reflect.ValueOf(n < 50)}
	})})
}

// sees looks at an error: it can be told, and has no secret.
func (s *soak) sees(name string, err error) {
	s.errors.Add(1)
	if !told(err) {
		s.fail("%s: an error that cannot be told: %T %v", name, err, err)
	}
	s.look(fmt.Appendf(nil, "%v %+v %#v", err, err, err))
}

// told reports whether errors.Is or errors.As tell what an error is.
func told(err error) bool {
	for _, target := range []error{
		context.DeadlineExceeded, context.Canceled, workos.ErrMissingAPIKey, workos.ErrMissingClientID,
		syscall.ECONNREFUSED, syscall.ECONNRESET, syscall.EPIPE, io.EOF, io.ErrUnexpectedEOF, net.ErrClosed,
		usermanagement.ErrDeviceExpired, usermanagement.ErrDeviceDenied, vault.ErrMalformed, vault.ErrDecrypt, events.ErrCursorGone,
	} {
		if errors.Is(err, target) {
			return true
		}
	}
	var unreachable interface{ Unreachable() bool }
	return errors.As(err, new(*workos.Error)) || errors.As(err, new(*workos.ParamError)) || errors.As(err, new(*url.Error)) ||
		errors.As(err, &unreachable)
}

// look looks for secrets in what was printed.
func (s *soak) look(text []byte) {
	for _, secret := range []string{workostest.APIKey, password, cookieSecret, webhookSecret} {
		if bytes.Contains(text, []byte(secret)) {
			s.fail("a secret was printed")
		}
	}
}

// lines collects what is logged.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) take() []byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	taken := bytes.Clone(l.b.Bytes())
	l.b.Reset()
	return taken
}

// ids are IDs that were seen in answers.
type ids struct {
	mu   sync.Mutex
	all  [1000]string
	seen int
}

// learn keeps the ID of an answer.
func (i *ids) learn(answer reflect.Value) {
	if answer.Kind() != reflect.Pointer || answer.IsNil() || answer.Elem().Kind() != reflect.Struct {
		return
	}
	if id := answer.Elem().FieldByName("ID"); id.IsValid() && id.Kind() == reflect.String && id.Len() > 0 {
		i.mu.Lock()
		defer i.mu.Unlock()
		i.all[i.seen%len(i.all)] = id.String()
		i.seen++
	}
}

func (i *ids) pick(random *rand.Rand) string {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.all[random.IntN(len(i.all))]
}

// maker makes arguments up.
type maker struct {
	random *rand.Rand
	ids    *ids
}

func (m *maker) fill(v reflect.Value, depth int) {
	if decoder, ok := reflect.TypeAssert[json.Unmarshaler](v.Addr()); ok && strings.HasPrefix(v.Type().Name(), "Optional[") {
		text := []string{`null`, `"a"`, `""`, `true`, `7`, `["a"]`, `{"a":"b"}`}
		if m.random.IntN(2) == 0 {
			_ = decoder.UnmarshalJSON([]byte(text[m.random.IntN(len(text))])) // or it is left alone
		}
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(m.text())
	case reflect.Bool:
		v.SetBool(m.random.IntN(2) == 0)
	case reflect.Int, reflect.Int64, reflect.Int32:
		v.SetInt(int64(m.random.IntN(101)))
	case reflect.Float64:
		v.SetFloat(m.random.Float64() * 10)
	case reflect.Uint8:
		v.SetUint(m.random.Uint64N(256))
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		m.fill(v.Elem(), depth+1)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), m.random.IntN(3), 3))
		for i := range v.Len() {
			m.fill(v.Index(i), depth+1)
		}
	case reflect.Struct:
		m.fillStruct(v, depth)
	default: // maps, functions, interfaces: none
	}
}

func (m *maker) fillStruct(v reflect.Value, depth int) {
	if depth > 5 {
		return
	}
	if v.Type() == reflect.TypeFor[time.Time]() {
		v.Set(reflect.ValueOf(time.Now().Add(time.Duration(m.random.IntN(100)) * time.Hour)))
		return
	}
	for i := range v.NumField() {
		required := v.Type().Field(i).Tag.Get("required") != "" || v.Type().Field(i).Anonymous
		if v.Field(i).CanSet() && (required || m.random.IntN(3) == 0) {
			m.fill(v.Field(i), depth+1)
		}
	}
}

// text is most often an ID.
func (m *maker) text() string {
	if id := m.ids.pick(m.random); id != "" && m.random.IntN(3) > 0 {
		return id
	}
	texts := []string{"admin", "Foo Corp", "a@b.example.com", "foo-corp.com", "https://example.com/", "123456", "é\n", email, ""}
	return texts[m.random.IntN(len(texts))]
}
