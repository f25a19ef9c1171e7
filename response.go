package workos

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

const (
	// maxBody bounds a body that is decoded.
	maxBody = 4 << 20
	// maxKept bounds what is kept of any other body: errors, answers of DELETE.
	maxKept = 64 << 10
	// maxJSON bounds it for errors in JSON, which may list a lot to choose from.
	maxJSON = 1 << 20
	// maxGuess bounds what is allocated before anything was read.
	maxGuess = 512 << 10
	// maxPooled bounds a buffer that is kept for the next answer.
	maxPooled = 256 << 10
	// maxDrained bounds what is read and thrown away to keep a connection.
	maxDrained = 256 << 10
)

// Response is the raw answer of a call; see WithResponse.
type Response struct {
	// StatusCode is the HTTP status.
	StatusCode int
	// Header is the header of the answer.
	Header http.Header
	// RequestID is what WorkOS calls this request: quote it to their support.
	RequestID string
	// Attempts counts how often the request was sent; 1 means no retry.
	Attempts int
	// Body is the body, at most its first 64 KiB where the call does not decode
	// it. It may hold tokens.
	Body []byte

	cut error // what ended the body before its end
}

// String shows neither header nor body, which may hold tokens.
func (r Response) String() string {
	return fmt.Sprintf("%s (request ID %q, attempt %d)", statusText(r.StatusCode), r.RequestID, r.Attempts)
}

// Format writes String, whatever the verb.
func (r Response) Format(f fmt.State, _ rune) { fmt.Fprint(f, r.String()) }

// MarshalText returns String: for logs in JSON.
func (r Response) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

func statusText(code int) string {
	return strings.TrimSpace(fmt.Sprintf("%d %s", code, http.StatusText(code)))
}

func (r *Response) ok() bool { return r.StatusCode/100 == 2 }

// buffer holds the body of an answer until it is decoded.
type buffer struct {
	bytes.Buffer
	io.LimitedReader // so that reading allocates nothing
}

// takeBuffer returns a buffer, best one that was used before. What stays of an
// answer after giveBack is a copy.
func (cfg *config) takeBuffer() *buffer {
	if b, ok := cfg.buffers.Get().(*buffer); ok {
		return b
	}
	return new(buffer)
}

// giveBack keeps the buffer for another answer, unless it has grown large.
func (cfg *config) giveBack(b *buffer) {
	if b.R = nil; b.Cap() <= maxPooled {
		cfg.buffers.Put(b)
	}
}

// fill reads a body, of about size bytes where that is not negative, and of at most
// limit, of which N is what was not needed.
func (b *buffer) fill(body io.Reader, size, limit int64) error {
	b.Reset()
	b.Grow(int(max(0, min(size, limit, maxGuess))) + bytes.MinRead)
	b.LimitedReader = io.LimitedReader{R: body, N: min(limit, maxGuess)}
	_, err := b.ReadFrom(&b.LimitedReader)
	if rest := limit - maxGuess; rest > 0 && b.N == 0 && err == nil {
		// Once, and not twice as much again and again.
		b.Buffer = *bytes.NewBuffer(append(make([]byte, 0, limit+bytes.MinRead), b.Bytes()...))
		b.N = rest
		_, err = b.ReadFrom(&b.LimitedReader)
	}
	return err
}

// read reads what is wanted of the body, drains a reasonable rest, so that the
// connection can be used again, and closes it. The Body of what it returns is in
// the call's buffer.
func (c *call) read(res *http.Response, decoded bool) *Response {
	r := &c.answer
	*r = Response{
		StatusCode: res.StatusCode,
		Header:     res.Header,
		RequestID:  truncate(res.Header.Get("X-Request-Id"), 128),
	}
	if res.Body == nil {
		return r
	}
	defer res.Body.Close()
	if res.StatusCode < http.StatusOK {
		return r // 101 comes with the bare connection, which knows no context
	}
	limit := int64(maxKept)
	switch {
	case decoded && r.ok():
		limit = maxBody
	case !r.ok() && strings.Contains(res.Header.Get("Content-Type"), "json"):
		limit = maxJSON
	}
	r.cut = c.buffer.fill(plain(res), res.ContentLength, limit)
	r.Body = c.buffer.Bytes()
	if r.cut == nil && c.buffer.N > 0 {
		return r // there is no rest
	}
	if n, _ := io.CopyN(io.Discard, res.Body, maxDrained); n > 0 && r.cut == nil && limit == maxBody {
		r.cut = errTooLong
	}
	return r
}

var errTooLong = fmt.Errorf("the body is longer than %d bytes", maxBody)

// plain returns the body without a compression that the HTTP client left on it.
func plain(res *http.Response) io.Reader {
	if !strings.EqualFold(res.Header.Get("Content-Encoding"), "gzip") {
		return res.Body
	}
	body := bufio.NewReader(res.Body)
	if magic, _ := body.Peek(2); string(magic) != "\x1f\x8b" {
		return body // a header that lies
	}
	unpacked, err := gzip.NewReader(body)
	if err != nil {
		return errorReader{err}
	}
	return unpacked
}

type errorReader struct{ err error }

func (r errorReader) Read([]byte) (int, error) { return 0, r.err }

// decode fills out, or says why the body of a 2xx answer is not what was asked
// for. An answer that nobody decodes may be anything but a page: that is a proxy's,
// which asks somebody to sign in, and nothing was done.
func (c *call) decode(r *Response) error {
	err := r.cut
	switch {
	case c.out != nil && err == nil:
		err = unmarshal(r.Body, c.out)
	case c.out == nil:
		err = nil
		if bytes.HasPrefix(bytes.TrimSpace(r.Body), []byte("<")) {
			err = errors.New("the body is a page")
		}
	}
	if err == nil {
		return nil
	}
	e := c.newError(r)
	redact := c.redactor()
	e.Message = fmt.Sprintf("the answer cannot be decoded: %s: %s", snippet(redact(err.Error()), 100), snippet(redact(string(e.Body())), 200))
	e.cut = err == io.ErrUnexpectedEOF || r.cut != nil && r.cut != errTooLong //nolint:errorlint // both are ours
	e.err = fmt.Errorf("%w: %w", ErrInvalidResponse, err)
	return e
}

// unmarshal is json.Unmarshal for a body that must hold something. A document
// that ends early is io.ErrUnexpectedEOF.
func unmarshal(body []byte, out any) error {
	switch text := bytes.TrimSpace(body); {
	case len(text) == 0:
		return errors.New("the body is empty")
	case string(text) == "null":
		return errors.New("the body is null")
	}
	decode := func(body []byte) error { return unmarshalJSON(body, out) }
	if list, ok := out.(interface{ decode(body []byte) error }); ok {
		decode = list.decode
	}
	err := decode(body)
	if err != nil && errors.As(err, new(*json.SyntaxError)) {
		var document json.RawMessage
		return cmp.Or(json.NewDecoder(bytes.NewReader(body)).Decode(&document), err)
	}
	return err
}
