// Command sdk gets an organization with the library.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/organizations"
)

func main() {
	org, err := organizations.New(workos.NewClient()).Get(context.Background(), os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(org.Name)
}
