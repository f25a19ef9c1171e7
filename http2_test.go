package workos_test

import (
	"crypto/tls"
	"encoding/binary"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
)

// What this test speaks of HTTP/2 (RFC 9113).
const (
	frameData, frameHeaders, frameReset, frameSettings = 0, 1, 3, 4

	flagEndStream, flagAck = 1, 1

	codeProtocolError, codeRefusedStream = 1, 7
)

// resetter is an HTTP/2 server that takes every request to its end and then
// resets its stream with a code.
type resetter struct {
	net.Listener

	code     uint32
	requests atomic.Int64
}

func newResetter(t *testing.T, code uint32) *resetter {
	t.Helper()
	certificates := httptest.NewUnstartedServer(nil)
	certificates.StartTLS()
	certificates.Close()
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{
		Certificates: certificates.TLS.Certificates, NextProtos: []string{"h2"}, MinVersion: tls.VersionTLS12,
	})
	require.NoError(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	r := &resetter{Listener: listener, code: code}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go r.serve(conn)
		}
	}()
	return r
}

func (r *resetter) serve(conn net.Conn) {
	defer conn.Close()
	preface, header := make([]byte, 24), make([]byte, 9)
	if _, err := io.ReadFull(conn, preface); err != nil {
		return
	}
	writeFrame(conn, frameSettings, 0, 0, nil)
	for {
		if _, err := io.ReadFull(conn, header); err != nil {
			return
		}
		length := int64(header[0])<<16 | int64(header[1])<<8 | int64(header[2])
		if _, err := io.CopyN(io.Discard, conn, length); err != nil {
			return
		}
		kind, flags, stream := header[3], header[4], binary.BigEndian.Uint32(header[5:])
		switch {
		case kind == frameSettings && flags&flagAck == 0:
			writeFrame(conn, frameSettings, flagAck, 0, nil)
		case (kind == frameData || kind == frameHeaders) && flags&flagEndStream != 0:
			r.requests.Add(1)
			writeFrame(conn, frameReset, 0, stream, binary.BigEndian.AppendUint32(nil, r.code))
		}
	}
}

func writeFrame(w io.Writer, kind, flags byte, stream uint32, payload []byte) {
	n := len(payload)
	frame := []byte{byte(n >> 16), byte(n >> 8), byte(n), kind, flags}
	_, _ = w.Write(append(binary.BigEndian.AppendUint32(frame, stream), payload...))
}

// net/http itself repeats what a server reset with PROTOCOL_ERROR, without end.
// A request that may have had its effect must not be. REFUSED_STREAM is the
// server's word that it had none: the client repeats that, and counts.
func TestResetStreams(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		code uint32
		call workos.Request
		want int64
	}{
		"POST":            {codeProtocolError, workos.Request{Method: "POST", Body: thing{}}, 1},
		"POST of nothing": {codeProtocolError, workos.Request{Method: "POST"}, 1},
		"PATCH":           {codeProtocolError, workos.Request{Method: "PATCH", Body: thing{}}, 1},
		"PUT":             {codeProtocolError, workos.Request{Method: "PUT", Body: thing{}}, 2},
		"refused POST":    {codeRefusedStream, workos.Request{Method: "POST", Body: thing{}}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := newResetter(t, test.code)
			client := workos.NewClient(
				workos.WithAPIKey("sk_test"),
				workos.WithBaseURL("https://"+server.Addr().String()),
				workos.WithMaxRetries(1),
				workos.WithHTTPClient(&http.Client{Transport: &http.Transport{
					ForceAttemptHTTP2: true,
					TLSClientConfig:   &tls.Config{InsecureSkipVerify: true},
				}}),
			)
			test.call.Path = workos.Path("/things")
			err := client.Do(t.Context(), test.call, new(thing))
			require.Error(t, err)
			assert.Equal(t, test.want, server.requests.Load(), err.Error())
		})
	}
}
