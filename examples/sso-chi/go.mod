module github.com/workos-go/workos/examples/sso-chi

go 1.25.0

replace github.com/workos-go/workos => ../..

require (
	github.com/go-chi/chi/v5 v5.5.0
	github.com/stretchr/testify v1.12.1
	github.com/workos-go/workos v0.0.0
)

require (
	github.com/google/go-querystring v1.2.0 // indirect
	go.yaml.in/yaml/v3 v3.0.5 // indirect
)
