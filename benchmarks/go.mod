module github.com/workos-go/workos/benchmarks

go 1.26.0

require github.com/workos-go/workos v0.0.0

require (
	github.com/go-jose/go-jose/v4 v4.1.9 // indirect
	github.com/google/go-querystring v1.2.0 // indirect
	golang.org/x/sync v0.22.0 // indirect
)

replace github.com/workos-go/workos => ..
