// Package benchmarks compares the library with code that does the same by hand:
// the floor. See README.md; `make bench` runs it.
package benchmarks
