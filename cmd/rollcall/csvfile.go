package main

import (
	"errors"
	"io"
	"io/fs"
	"os"

	"github.com/rollcall-project/rollcall/provision"
)

func sheetOf(services bool) provision.Sheet {
	if services {
		return provision.SheetServices
	}
	return provision.SheetUsers
}

// fileError says what is wrong with a file; other errors stay as they are.
func fileError(name, done string, err error) error {
	var at *fs.PathError
	switch {
	case errors.Is(err, fs.ErrExist):
		return say("The file %s exists already. Choose another name, or remove it first.", name)
	case errors.Is(err, fs.ErrNotExist):
		return say("There is no file %s.", name)
	case errors.As(err, &at):
		return say("The file %s can't be %s: %w.", name, done, at.Err)
	}
	return err
}

// reread is a source that can be read again from its beginning: a plain file
// itself, anything else as a copy. done gives it back.
func reread(a *app, name string) (src io.ReadSeeker, done func(), err error) {
	in, isFile := a.stdin, false
	file := (*os.File)(nil)
	if name != "-" {
		if file, err = os.Open(name); err != nil {
			return nil, nil, fileError(name, "read", err)
		}
		info, err := file.Stat()
		isFile = err == nil && info.Mode().IsRegular()
		in = file
	}
	if isFile {
		return file, func() { file.Close() }, nil
	}
	if file != nil {
		defer file.Close()
	}
	spool, err := os.CreateTemp("", "rollcall-import-*.csv")
	if err != nil {
		return nil, nil, err
	}
	done = func() {
		spool.Close()
		os.Remove(spool.Name())
	}
	if _, err := io.Copy(spool, in); err != nil {
		done()
		return nil, nil, fileError(name, "read", err)
	}
	return spool, done, nil
}
