package thing_test

import (
	"fmt"

	"example.com/thing"
)

// The remark on an Example is no part of it.
func Example_paint() {
	// Color it.
	t := new(thing.Thing[int])
	if t.Color == "" {
		t.Paint(thing.Red)
	}

	fmt.Println(t.Color)
	// Output: red
}
