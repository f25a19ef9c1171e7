package workostest_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/workostest"
)

// In a test, NewServer(t) closes the server at its end.
func Example() {
	srv := workostest.New()
	defer srv.Close()
	orgs := organizations.New(srv.Client())

	_, err := orgs.Create(context.Background(), organizations.CreateParams{Name: "Foo Corp"})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, request := range srv.Requests() {
		fmt.Printf("%s %s\n", request, request.Body)
	}
	// Output: POST /organizations {"name":"Foo Corp"}
}

// Fail makes the next calls of a route go wrong.
func ExampleServer_Fail() {
	ctx := context.Background()
	srv := workostest.New()
	defer srv.Close()
	orgs := organizations.New(srv.Client())

	srv.Fail("POST /organizations", 1, workostest.Respond(503, nil, "upstream connect error"))
	_, err := orgs.Create(ctx, organizations.CreateParams{Name: "Foo Corp"})
	fmt.Println(errors.Is(err, workos.ErrServer), len(srv.Requests()))
	// Output: true 1
}

// Whatever speaks HTTP finds the server at its URL.
func ExampleServer_URL() {
	srv := workostest.New()
	defer srv.Close()

	req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, srv.URL()+"/organizations?limit=1000", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	req.Header.Set("Authorization", "Bearer "+workostest.APIKey)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer res.Body.Close()
	fmt.Println(res.Status)
	// Output: 422 Unprocessable Entity
}
