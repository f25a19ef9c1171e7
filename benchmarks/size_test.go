package benchmarks_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// maxSize is what the library may add to a program: more than this is a package
// that came in unasked.
const maxSize = 1.05

// A program that gets an organization, and one that does so by hand.
func TestSizeOfAProgram(t *testing.T) {
	t.Parallel()
	run := func(args ...string) string {
		out, err := exec.CommandContext(t.Context(), "go", args...).CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		return string(out)
	}
	size := func(program string) float64 {
		path := filepath.Join(t.TempDir(), program)
		run("build", "-o", path, "./size/"+program)
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		return float64(info.Size())
	}
	byHand, sdk := size("floor"), size("sdk")
	t.Logf("size of a program: %.2f MB, by hand %.2f MB: %.3fx", sdk/1e6, byHand/1e6, sdk/byHand)
	if sdk > maxSize*byHand {
		t.Errorf("more than %.2fx", maxSize)
	}
	modules := map[string]bool{}
	for path := range strings.FieldsSeq(run("list", "-deps", "-f", "{{with .Module}}{{.Path}}{{end}}", "./size/sdk")) {
		modules[path] = !strings.HasPrefix(path, "github.com/workos-go/workos")
	}
	others := 0
	for _, other := range modules {
		if other {
			others++
		}
	}
	t.Logf("modules besides the library: %d", others)
	if others > 1 {
		t.Errorf("%v", modules)
	}
}
