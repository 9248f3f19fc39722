package postgres_test

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rollcall-project/rollcall/store/postgres"
)

var (
	comments = regexp.MustCompile(`(?m)^\s*--.*$`)
	// additive are the statements that a running process of the release before
	// survives.
	additive = []*regexp.Regexp{
		regexp.MustCompile(`^CREATE TABLE [a-z_]+ \(`),
		regexp.MustCompile(`^CREATE (UNIQUE )?INDEX [a-z_]+ ON [a-z_]+ \([a-z_, ]+\)( WHERE [a-z_]+ (=|<>|>=|>) ('[a-z]*'|[0-9]+)| WHERE [a-z_]+ IS NOT NULL)?$`),
		regexp.MustCompile(`^ALTER TABLE [a-z_]+ ADD COLUMN [a-z_]+ (BIGINT|TEXT|BYTEA)( COLLATE "C")?( NOT NULL DEFAULT ('[^']*'|-?[0-9]+))?$`),
	}
	// foreign is what not all of PostgreSQL, CockroachDB and YugabyteDB have, or
	// have in the same way.
	foreign = regexp.MustCompile(`(?i)\b(SERIAL|BIGSERIAL|SEQUENCE|IDENTITY|GENERATED|TRIGGER|FUNCTION|DEFERRABLE|JSONB?|EXTENSION|UNLOGGED|TABLESPACE|INHERITS|PARTITION|EXCLUDE|USING|CONCURRENTLY|DOMAIN|ENUM|ARRAY|CITEXT|NOTIFY|LISTEN|IF NOT EXISTS)\b`)
	columns = regexp.MustCompile(`^(PRIMARY KEY \([a-z_, ]+\)|FOREIGN KEY \([a-z_, ]+\) REFERENCES [a-z_]+ \([a-z_, ]+\) ON DELETE CASCADE|[a-z_]+ +(BIGINT|BYTEA|TEXT)( COLLATE "C")?( NOT NULL)?( PRIMARY KEY| UNIQUE)?( REFERENCES [a-z_]+ \([a-z_]+\))?)$`)
)

func TestMigrationsAreOneAdditiveStatementEach(t *testing.T) {
	files, err := filepath.Glob("migrations/*.sql")
	if err != nil || len(files) == 0 {
		t.Fatalf("no migrations: %v", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, complaint := range lint(string(text)) {
			t.Errorf("%s: %s", file, complaint)
		}
	}
}

func lint(text string) (complaints []string) {
	sql := strings.TrimSpace(comments.ReplaceAllString(text, ""))
	sql, ends := strings.CutSuffix(sql, ";")
	if !ends || strings.Contains(sql, ";") {
		complaints = append(complaints, "it is not one statement")
	}
	fits := false
	for _, form := range additive {
		fits = fits || form.MatchString(sql)
	}
	if !fits {
		complaints = append(complaints, "it is not a statement that adds")
	}
	if word := foreign.FindString(sql); word != "" {
		complaints = append(complaints, word+" is not the same in all databases")
	}
	if body, ok := strings.CutPrefix(sql, "CREATE TABLE "); ok {
		lines := strings.Split(body, "\n")
		for _, line := range lines[1 : len(lines)-1] {
			line = strings.TrimSuffix(strings.TrimSpace(line), ",")
			if !columns.MatchString(line) {
				complaints = append(complaints, "unusual: "+line)
			}
		}
	}
	return complaints
}

func TestLintFinds(t *testing.T) {
	for name, sql := range map[string]string{
		"two statements":   "CREATE INDEX a ON users (id);\nCREATE INDEX b ON users (id);",
		"a column dropped": "ALTER TABLE users DROP COLUMN id;",
		"no default":       "ALTER TABLE users ADD COLUMN a BIGINT NOT NULL;",
		"a sequence":       "CREATE TABLE a (\n\tid BIGSERIAL PRIMARY KEY\n);",
		"JSON":             "CREATE TABLE a (\n\tdocument JSONB NOT NULL\n);",
		"an odd type":      "CREATE TABLE a (\n\tid UUID NOT NULL\n);",
		"a trigger":        "CREATE TRIGGER a BEFORE INSERT ON users EXECUTE FUNCTION f();",
		"an update":        "UPDATE users SET version = 1;",
		"an unusual index": "CREATE INDEX a ON users USING gin (id);",
	} {
		if len(lint(sql)) == 0 {
			t.Errorf("lint has nothing against %s", name)
		}
	}
	if complaints := lint("-- Why.\nALTER TABLE users ADD COLUMN a BIGINT NOT NULL DEFAULT 0;\n"); len(complaints) > 0 {
		t.Errorf("lint complains: %v", complaints)
	}
}

func TestOpenRefusesANewerSchema(t *testing.T) {
	url := fresh(t)
	execute(t, url, `INSERT INTO migrations (version, name, checksum, applied) VALUES (999, 'later', 'x', 0)`)
	s, err := postgres.Open(t.Context(), config(url))
	if err == nil {
		s.Close()
	}
	if err == nil || !strings.Contains(err.Error(), "newer release") {
		t.Errorf("Open: %v", err)
	}
}

func TestOpenDescribesWhatIsWrong(t *testing.T) {
	url := fresh(t)
	for name, c := range map[string]struct{ url, want string }{
		"no address":    {"", "missing"},
		"no URL":        {"postgres://%zz", "can't be read"},
		"no server":     {"postgres://rollcall:secret@127.0.0.1:1/x?connect_timeout=1", "does not answer"},
		"no database":   {strings.Replace(url, "/test", "/toast", 1), "does not exist"},
		"another's key": {"postgres://rollcall:secret@host/x?sslmode=nonsense", "can't be read"},
	} {
		s, err := postgres.Open(t.Context(), config(c.url))
		if err == nil {
			s.Close()
			t.Errorf("%s: Open took it", name)
			continue
		}
		if !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v; want it to say %q and no password", name, err, c.want)
		}
	}
}

func TestManyProcessesMigrateOnce(t *testing.T) {
	url := server.Empty(t)
	const n = 6
	failures := make(chan error, n)
	for range n {
		go func() {
			s, err := postgres.Open(context.Background(), config(url))
			if err == nil {
				err = s.Close()
			}
			failures <- err
		}()
	}
	for range n {
		if err := <-failures; err != nil {
			t.Errorf("Open: %v", err)
		}
	}
	s := open(t, url)
	defer s.Close()
	if err := s.Check(t.Context()); err != nil {
		t.Errorf("Check: %v", err)
	}
}
