package console

import (
	"log/slog"
	"net/http"
	"net/url"
	"strings"

	"github.com/rollcall-project/rollcall"
	"github.com/rollcall-project/rollcall/internal/i18n"
	"github.com/rollcall-project/rollcall/provision"
)

// A Config configures the console. Only Engine is needed.
type Config struct {
	Engine *provision.Engine

	// BaseURL is where people and identity providers reach this server, such as
	// "https://rollcall.example.com". If empty, each request's own host is taken,
	// with https when Secure is set.
	BaseURL string
	// SCIMPath is the path of the SCIM endpoint, shown on the Provisioning page.
	// If empty, "/scim/v2".
	SCIMPath string
	// Secure says that browsers come over TLS, to this server or to a proxy
	// before it. The session cookie is then __Host-rollcall with Secure; else
	// its plain cousin, which is meant for loopback.
	Secure bool
	// Version is shown at the foot of the navigation; may be empty.
	Version string

	// Gallery serves every component of the pages at /_ui, for those who work on
	// them. It shows no data.
	Gallery bool

	Clock  rollcall.Clock // nil: the system's
	Logger *slog.Logger   // nil: nothing is logged
}

// A console is the handler behind [New].
type console struct {
	Config
	catalog *i18n.Catalog
	assets  *assets
	pages   *pages
	routes  *http.ServeMux

	squeezers squeezers
}

// New makes the console's handler. It serves all paths that no other handler of
// the caller's mux serves, and answers unknown ones with a page.
func New(config Config) http.Handler {
	if config.SCIMPath == "" {
		config.SCIMPath = "/scim/v2"
	}
	if config.Logger == nil {
		config.Logger = slog.New(slog.DiscardHandler)
	}
	config.BaseURL = strings.TrimSuffix(config.BaseURL, "/")
	c := &console{Config: config, catalog: i18n.Load(), assets: loadAssets()}
	c.pages = loadPages(c.catalog, c.assets)
	c.routes = c.router()
	return c.protect(c.routes)
}

// base is the address of this server as the visitor should know it.
func (c *console) base(r *http.Request) string {
	if c.BaseURL != "" {
		return c.BaseURL
	}
	address := url.URL{Scheme: "http", Host: r.Host}
	if c.Secure || r.TLS != nil {
		address.Scheme = "https"
	}
	return address.String()
}

// endpoint is the SCIM endpoint to register with an identity provider.
func (c *console) endpoint(r *http.Request) string { return c.base(r) + c.SCIMPath }
