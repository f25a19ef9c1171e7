// Package thing has things.
package thing

import "fmt"

// Colors are what a thing can be painted with.
const (
	Red  = "red"
	Blue = "blue"
)

// Thing is a thing.
type Thing[T any] struct {
	// Color is its color.
	Color string
	Base
	value T
}

// Base is what a thing has besides.
type Base struct{ Weight int }

// Lift lifts a thing.
func (b *Base) Lift() {}

// Paint paints a thing.
//
//nolint:unparam // another
func (t *Thing[T]) Paint(color string) {
	t.Color = color //nolint:gosec // a remark for the linter

	fmt.Println(t.value)
}

// Painter paints.
type Painter interface {
	Paint(color string)
}

// Fence has a line that ends a block of code.
const Fence = `
~~~
`
