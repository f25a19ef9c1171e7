// Package browser clicks through the web application in a real browser.
package browser_test

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// tokenLife is how long access tokens live here: long enough to look at a page,
// short enough to wait for.
const tokenLife = 4 * time.Second

func TestWebApp(t *testing.T) {
	t.Parallel()
	tab, base := newTab(startBrowser(t), t), startApp(t)

	run(tab, t, "sign in",
		chromedp.Navigate(base+"/"),
		chromedp.Click("#sign-in"),
		chromedp.WaitVisible(`//a[text()="ann@foo-corp.com"]`),
		look("sign-in"),
		chromedp.Click(`//a[text()="ann@foo-corp.com"]`),
		chromedp.WaitVisible(`//button[text()="Foo Corp"]`),
		look("choose"),
		chromedp.Click(`//button[text()="Foo Corp"]`),
		chromedp.WaitVisible("#claim-jti"),
		look("profile"),
	)
	assert.Equal(t, "ann@foo-corp.com", read(tab, t, "#user"))
	assert.Equal(t, "Foo Corp", read(tab, t, "#organization"))
	session, token := read(tab, t, "#session"), read(tab, t, "#claim-jti")

	run(tab, t, "reload", chromedp.Reload(), chromedp.WaitVisible("#claim-jti"))
	assert.Equal(t, session, read(tab, t, "#session"), "who reloads stays signed in")

	refreshed := waitForRefresh(tab, t, token)
	assert.Equal(t, session, read(tab, t, "#session"), "a refresh goes on with the session")

	twoTabs(t, [2]context.Context{tab, newTab(tab, t)}, base, refreshed)

	run(tab, t, "what admins see", chromedp.Navigate(base+"/admin"), chromedp.WaitVisible("#admin"), look("admin"))
	run(tab, t, "switch to another organization",
		chromedp.Navigate(base+"/profile"),
		chromedp.SetValue("#organizations", option(tab, t, base, "Bar Ltd")),
		chromedp.Click("#switch"),
		chromedp.WaitVisible(`//dd[@id="organization"][text()="Bar Ltd"]`),
	)
	assert.Equal(t, session, read(tab, t, "#session"))
	run(tab, t, "no admin there", chromedp.Navigate(base+"/admin"), chromedp.WaitVisible("#message"), look("forbidden"))
	assert.Contains(t, read(tab, t, "#message"), "members:manage")

	run(tab, t, "sign out",
		chromedp.Navigate(base+"/profile"),
		chromedp.Click("#sign-out"),
		chromedp.WaitVisible("#sign-in"),
		look("home"),
	)
	run(tab, t, "the back button shows nothing of the profile",
		chromedp.NavigateBack(),
		chromedp.WaitVisible(`//a[text()="ann@foo-corp.com"]`), // the sign-in page
	)
	assert.Equal(t, "Sign in as", read(tab, t, "h1"))
}

// waitForRefresh reloads the profile until it shows another access token than
// token, and returns that.
func waitForRefresh(tab context.Context, t *testing.T, token string) string {
	t.Helper()
	var shown string
	require.Eventually(t, func() bool {
		run(tab, t, "reload", chromedp.Reload(), chromedp.WaitVisible("#claim-jti"))
		shown = read(tab, t, "#claim-jti")
		return shown != token
	}, time.Minute, tokenLife/4)
	return shown
}

// twoTabs opens the profile in two tabs at once, with a token that has expired:
// one refresh does for both.
func twoTabs(t *testing.T, tabs [2]context.Context, base, token string) {
	t.Helper()
	time.Sleep(tokenLife + time.Second) // tokens are dated in whole seconds
	shown := make(chan string, 2)
	for _, tab := range tabs {
		go func() {
			assert.NoError(t, chromedp.Do(tab, chromedp.Navigate(base+"/profile")))
			id, err := chromedp.Run(tab, chromedp.Text("#claim-jti"))
			assert.NoError(t, err)
			shown <- id
		}()
	}
	first, second := <-shown, <-shown
	assert.NotEqual(t, token, first, "it had expired")
	assert.Equal(t, first, second, "both tabs go on with one refresh")
}

// option returns the value of an organization in the form on the profile.
func option(tab context.Context, t *testing.T, base, name string) string {
	t.Helper()
	run(tab, t, "profile", chromedp.Navigate(base+"/profile"))
	value, err := chromedp.Run(tab, chromedp.AttributeValue(`//option[text()="`+name+`"]`, "value"))
	require.NoError(t, err)
	require.True(t, value.Exists)
	return value.Value
}

func run(tab context.Context, t *testing.T, step string, actions ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	ctx, cancel := context.WithTimeout(tab, time.Minute)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		page, _ := chromedp.Run(tab, chromedp.OuterHTML("html"))
		require.NoError(t, err, "%s: %s", step, page)
	}
}

func read(tab context.Context, t *testing.T, selector string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(tab, time.Minute)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Text(selector))
	require.NoError(t, err, "reading %s", selector)
	return strings.TrimSpace(text)
}

// look keeps a picture of the page in the folder SCREENSHOTS, for people.
func look(name string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		folder := os.Getenv("SCREENSHOTS")
		if folder == "" {
			return nil
		}
		picture, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(folder, name+".png"), picture, 0o600)
	})
}

// startApp builds the web application and runs it on its embedded WorkOS.
func startApp(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "web-app")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", binary, "./examples/web-app")
	build.Dir = "../../.."
	out, err := build.CombinedOutput()
	require.NoError(t, err, "%s", out)

	app := exec.CommandContext(t.Context(), binary, "-addr", "localhost:0", "-token-life", tokenLife.String())
	app.Stderr = os.Stderr
	stdout, err := app.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, app.Start())
	t.Cleanup(func() { _ = app.Wait() }) // the context of the test has killed it
	for lines := bufio.NewScanner(stdout); lines.Scan(); {
		if base, ok := strings.CutPrefix(lines.Text(), "Open "); ok {
			return base
		}
	}
	require.Fail(t, "the application does not say where it listens")
	return ""
}

// startBrowser starts a Chromium, or skips the test where there is none.
func startBrowser(t *testing.T) context.Context {
	t.Helper()
	var binary string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			binary = path
			break
		}
	}
	if binary == "" {
		if os.Getenv("CI") != "" {
			require.Fail(t, "there is no Chromium")
		}
		t.Skip("there is no Chromium to click with")
	}
	browser, cancel := chromedp.NewExecAllocator(t.Context(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(binary), chromedp.NoSandbox, chromedp.WindowSize(1000, 800),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
	)...)
	t.Cleanup(cancel)
	return browser
}

// newTab opens a tab in the browser of parent: a browser's context, or another
// tab's.
func newTab(parent context.Context, t *testing.T) context.Context {
	t.Helper()
	tab, cancel := chromedp.NewContext(parent)
	t.Cleanup(cancel)
	require.NoError(t, chromedp.Do(tab))
	return tab
}
