package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// print writes a table for each transport.
func (m *matrix) print(w io.Writer) {
	for _, transport := range []string{inProcess, socket} {
		fmt.Fprintf(w, "### %s\n\n| fault |", strings.ToUpper(transport[:1])+transport[1:])
		for _, k := range kinds {
			fmt.Fprintf(w, " %s |", k.name)
		}
		fmt.Fprintf(w, " left | late | peak |\n|---|%s---|---|---|\n", strings.Repeat("---|", len(kinds)))
		for _, f := range faults {
			m.printRow(w, transport, f)
		}
		fmt.Fprintln(w)
	}
}

func (m *matrix) printRow(w io.Writer, transport string, f *fault) {
	var worst result
	var cells strings.Builder
	for _, k := range kinds {
		r := m.results[spec{transport, f.name, k.name}]
		if r == nil {
			cells.WriteString(" |")
			continue
		}
		fmt.Fprintf(&cells, " %s |", r)
		worst.left += r.left
		worst.late = max(worst.late, r.late)
		worst.peak = max(worst.peak, r.peak)
	}
	if strings.Trim(cells.String(), " |") == "" {
		return
	}
	fmt.Fprintf(w, "| %s |%s %d | %d ms | %.1f MB |\n", f.name, cells.String(), worst.left,
		worst.late/time.Millisecond, float64(worst.peak)/(1<<20))
}

// String says what the caller saw, and how often a write happened at most.
func (r *result) String() string {
	text := strings.Join(slices.Sorted(maps.Keys(r.saw)), ", ")
	if r.writes > 0 {
		text += " ×" + strconv.Itoa(r.writes)
	}
	return text
}
