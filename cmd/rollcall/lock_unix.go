//go:build unix

package main

import (
	"os"
	"syscall"
)

// tryLock takes an advisory lock that ends with the file's last descriptor.
func tryLock(file *os.File) error {
	err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if err == syscall.EWOULDBLOCK {
		return errLocked
	}
	return err
}
