package main

import (
	"errors"
	"os"
	"strings"
)

// A serverLock is the sign that a server works on a data directory. The
// operating system keeps it only as long as the process lives, so a killed
// server leaves none behind. Its file tells other commands where the server is,
// or last was.
type serverLock struct{ file *os.File }

var errLocked = errors.New("locked")

// lock takes the directory for this process, or says that a server has it.
func (d dataDir) lock() (*serverLock, error) {
	file, err := os.OpenFile(d.lockFile(), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, d.unusable(err)
	}
	switch err := tryLock(file); {
	case errors.Is(err, errLocked):
		file.Close()
		return nil, takenError{d}
	case err != nil:
		file.Close()
		return nil, d.unusable(err)
	}
	return &serverLock{file}, nil
}

// lock takes the data directory of a server. Several that share a database may
// share the directory as well: the first of them announces itself.
func (d database) lock() (*serverLock, error) {
	lock, err := d.dir.lock()
	if err != nil && d.shared() {
		return nil, nil
	}
	return lock, err
}

// A takenError is why this process can't have a directory.
type takenError struct{ dir dataDir }

func (e takenError) Error() string {
	return e.what() + " Stop it first, or choose another directory with --data."
}

func (e takenError) what() string {
	return "A Rollcall server is running on the data directory " + e.dir.absolute() + "."
}

// free returns an error if a server works on the directory. It makes nothing.
func (d dataDir) free() error {
	file, err := os.OpenFile(d.lockFile(), os.O_RDWR, 0)
	if err != nil {
		return nil // nobody has ever locked it
	}
	defer file.Close()
	if errors.Is(tryLock(file), errLocked) {
		return takenError{d}
	}
	return nil
}

// announce writes down where the server is.
func (l *serverLock) announce(baseURL string) error {
	if l == nil {
		return nil
	}
	if err := l.file.Truncate(0); err != nil {
		return err
	}
	_, err := l.file.WriteAt([]byte(baseURL+"\n"), 0)
	return err
}

func (l *serverLock) release() {
	if l != nil {
		l.file.Close()
	}
}

// lastAddress is the base URL of the server that works, or last worked, on the
// directory; "" if there never was one.
func (d dataDir) lastAddress() string {
	text, err := os.ReadFile(d.lockFile())
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(text))
}
