// Faults lets everything go wrong that can go wrong between a program and WorkOS,
// for every kind of call, over sockets of the loopback interface and in process,
// and shows what came of it. It fails where the SDK did not hold what README.md
// says.
//
//	go run ./internal/faults -rounds 20 -seed 1
package main

import (
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

func main() {
	log.SetOutput(io.Discard) // servers complain about what is done to them
	m := &matrix{results: map[spec]*result{}}
	flag.BoolVar(&m.short, "short", false, "measure the memory of huge bodies only")
	flag.IntVar(&m.rounds, "rounds", 20, "rounds of each fault, kind of call and transport")
	flag.Uint64Var(&m.seed, "seed", 1, "what the rounds follow from")
	flag.IntVar(&m.parallel, "parallel", 40, "how many rounds run at a time")
	only := flag.String("only", "", "a regular expression of cells, as in \"socket/slow drip/GET\"")
	flag.Parse()
	chosen, err := regexp.Compile(*only)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	for _, transport := range []string{inProcess, socket} {
		for _, f := range faults {
			for _, k := range kinds {
				if s := (spec{transport, f.name, k.name}); chosen.MatchString(s.String()) {
					m.specs = append(m.specs, s)
				}
			}
		}
	}
	start := time.Now()
	m.run()
	m.print(os.Stdout)
	fmt.Printf("%d cells, %d rounds, seed %d, %s, %s\n",
		len(m.specs), m.played.Load(), m.seed, runtime.Version(), time.Since(start).Round(time.Second))
	if len(m.violations) > 0 {
		slices.Sort(m.violations)
		fmt.Println("\nnot held:\n" + strings.Join(slices.Compact(m.violations), "\n"))
		os.Exit(1)
	}
}

// matrix is all cells and what came of them.
type matrix struct {
	rounds, parallel int
	short            bool
	seed             uint64
	specs            []spec

	played     atomic.Int64
	mu         sync.Mutex
	results    map[spec]*result
	late       []lateRound
	violations []string
}

// spec names a cell.
type spec struct{ transport, fault, kind string }

func (s spec) String() string { return s.transport + "/" + s.fault + "/" + s.kind }

// result is what came of a cell.
type result struct {
	saw    map[string]int // how often the caller saw what
	writes int            // the most of a call
	late   time.Duration  // the most that a call outlived its context
	left   int            // connections and goroutines
	peak   uint64         // bytes above idle
}

// lateRound is a round that outlived its context by too much: it is tried again,
// alone, as the machine may have been busy.
type lateRound struct {
	spec  spec
	round int
	late  time.Duration
}

const (
	maxLate = 50 * time.Millisecond
	maxPeak = 8 << 20
)

func (m *matrix) run() {
	idle := runtime.NumGoroutine()
	work := make(chan spec)
	var workers sync.WaitGroup
	for range m.parallel {
		workers.Go(func() {
			for s := range work {
				m.cell(s, 1, m.rounds)
			}
		})
	}
	for _, s := range m.specs {
		work <- s
	}
	close(work)
	workers.Wait()
	m.again()
	m.leaks(idle)
	for _, s := range m.specs { // one after another: memory is the process's
		if !m.short || slices.Contains([]string{"huge body", "gzip bomb"}, s.fault) {
			m.measure(s)
		}
	}
	m.leaks(idle)
}

// again repeats the rounds that were late, alone: late is what is so three times of
// five.
func (m *matrix) again() {
	late := m.late
	for _, l := range late {
		times := 1
		for range 4 {
			m.late = nil
			m.cell(l.spec, l.round, l.round)
			times += len(m.late)
		}
		if times >= 3 {
			m.update(l.spec, func(r *result) { r.late = max(r.late, l.late) })
			m.violate(l.spec, "round %d: outlived its context by %s", l.round, l.late)
		}
	}
}

func (m *matrix) violate(s spec, format string, args ...any) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.violations = append(m.violations, s.String()+": "+fmt.Sprintf(format, args...))
}

// update changes the result of a cell.
func (m *matrix) update(s spec, change func(*result)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.results[s] == nil {
		m.results[s] = &result{saw: map[string]int{}}
	}
	change(m.results[s])
}
