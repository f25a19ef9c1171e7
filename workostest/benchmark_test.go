package workostest_test

import (
	"testing"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/workostest"
)

// What a socket costs: the same calls in this process and over loopback HTTP.
func BenchmarkTransports(b *testing.B) {
	srv := workostest.NewServer(b)
	var id string
	for range 100 {
		org, err := organizations.New(srv.Client()).Create(b.Context(), organizations.CreateParams{Name: "Foo Corp"})
		if err != nil {
			b.Fatal(err)
		}
		id = org.ID
	}
	for transport, client := range transports(srv) {
		orgs := organizations.New(client)
		b.Run("Get/"+transport, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := orgs.Get(b.Context(), id); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run("List of 100/"+transport, func(b *testing.B) {
			b.ReportAllocs()
			params := organizations.ListParams{ListParams: workos.ListParams{Limit: 100}}
			for b.Loop() {
				if page, err := orgs.List(b.Context(), params); err != nil || len(page.Data) != 100 {
					b.Fatal(page, err)
				}
			}
		})
	}
}
