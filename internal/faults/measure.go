package main

import (
	"bytes"
	"fmt"
	"regexp"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"runtime/pprof"
	"strconv"
	"time"
)

// measure plays a round of a cell alone and keeps the memory at its peak. Garbage is
// collected soon, so that the figure is what the call holds, and not what Go leaves
// lying around in proportion to all else that the process holds.
func (m *matrix) measure(s spec) {
	defer debug.SetGCPercent(debug.SetGCPercent(10))
	runtime.GC()
	runtime.GC()
	idle := heap()
	stop, peak := make(chan struct{}), make(chan uint64)
	go func() {
		highest := idle
		ticker := time.NewTicker(500 * time.Microsecond)
		defer ticker.Stop()
		for {
			select {
			case <-stop:
				peak <- max(highest, heap())
				return
			case <-ticker.C:
				highest = max(highest, heap())
			}
		}
	}()
	m.cell(s, 0, 0)
	close(stop)
	above := <-peak - idle
	m.update(s, func(r *result) { r.peak = above })
	if above > maxPeak {
		m.violate(s, "%.1f MB above idle at the peak", float64(above)/(1<<20))
	}
}

// heap returns the bytes of the heap that are in use or garbage.
func heap() uint64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

var ofCell = regexp.MustCompile(`(?m)^(\d+) @.*\n# labels: \{"cell":"([^"]*)"\}`)

// leaks looks for goroutines that cells left behind.
func (m *matrix) leaks(idle int) {
	for end := time.Now().Add(3 * time.Second); runtime.NumGoroutine() > idle && time.Now().Before(end); {
		time.Sleep(10 * time.Millisecond)
	}
	if runtime.NumGoroutine() <= idle {
		return
	}
	var profile bytes.Buffer
	_ = pprof.Lookup("goroutine").WriteTo(&profile, 1)
	for _, s := range m.specs {
		for _, found := range ofCell.FindAllSubmatch(profile.Bytes(), -1) {
			if string(found[2]) == s.String() {
				n, _ := strconv.Atoi(string(found[1]))
				m.update(s, func(r *result) { r.left += n })
				m.violate(s, "%d goroutines are left", n)
			}
		}
	}
	m.violations = append(m.violations, fmt.Sprintf("%d goroutines are left\n%s", runtime.NumGoroutine()-idle, profile.Bytes()))
}
