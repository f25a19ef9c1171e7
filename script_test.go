package workos_test

import (
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
)

// thing stands for any product's type.
type thing struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// step answers one request.
type step func(*http.Request) (*http.Response, error)

func (s step) Do(req *http.Request) (*http.Response, error) { return s(req) }

// script is an HTTPDoer that answers one step a request, the last one forever,
// and keeps what it was asked.
type script struct {
	mu     sync.Mutex
	steps  []step
	reqs   []*http.Request
	bodies []string
}

func play(steps ...step) *script { return &script{steps: steps} }

func (s *script) Do(req *http.Request) (*http.Response, error) {
	body := ""
	if req.Body != nil {
		data, err := io.ReadAll(req.Body)
		if err != nil {
			return nil, err
		}
		body = string(data)
	}
	s.mu.Lock()
	s.reqs, s.bodies = append(s.reqs, req), append(s.bodies, body)
	step := s.steps[min(len(s.reqs), len(s.steps))-1]
	s.mu.Unlock()
	return step(req)
}

func (s *script) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.reqs)
}

func (s *script) last() *http.Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.reqs[len(s.reqs)-1]
}

// client returns a client that asks the script.
func (s *script) client(opts ...workos.Option) *workos.Client {
	return workos.NewClient(append([]workos.Option{
		workos.WithAPIKey("sk_test_script"),
		workos.WithBaseURL("https://api.example.com"),
		workos.WithHTTPClient(s),
	}, opts...)...)
}

// answer is a step that answers with a status, a body and pairs of headers.
func answer(status int, body string, header ...string) step {
	return func(*http.Request) (*http.Response, error) {
		res := &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}
		for i := 0; i+1 < len(header); i += 2 {
			res.Header.Add(header[i], header[i+1])
		}
		return res, nil
	}
}

// failWith is a step without an answer.
func failWith(err error) step {
	return func(*http.Request) (*http.Response, error) { return nil, err }
}

// cutOff is a step whose body breaks in the middle.
func cutOff(status int, body string) step {
	return func(*http.Request) (*http.Response, error) {
		broken := io.MultiReader(strings.NewReader(body), errReader{io.ErrUnexpectedEOF})
		return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(broken)}, nil
	}
}

type errReader struct{ err error }

func (r errReader) Read([]byte) (int, error) { return 0, r.err }

// hang is a step that answers when the context ends.
func hang(req *http.Request) (*http.Response, error) {
	<-req.Context().Done()
	return nil, req.Context().Err()
}

const oneThing = `{"id":"thing_1","name":"One"}`

func getThing(t *testing.T, client *workos.Client, opts ...workos.RequestOption) (*thing, error) {
	t.Helper()
	return workos.Get[thing](t.Context(), client, workos.Path("/things/{id}", "thing_1"), nil, opts...)
}

func postThing(t *testing.T, client *workos.Client, opts ...workos.RequestOption) (*thing, error) {
	t.Helper()
	return workos.Post[thing](t.Context(), client, workos.Path("/things"), thing{Name: "One"}, opts...)
}

// asError returns the *workos.Error in err.
func asError(t *testing.T, err error) *workos.Error {
	t.Helper()
	var apiErr *workos.Error
	require.ErrorAs(t, err, &apiErr)
	return apiErr
}
