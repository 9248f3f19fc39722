package pgtest

import "syscall"

// dying makes a process end when the one that started it does, however that
// ends.
func dying() *syscall.SysProcAttr { return &syscall.SysProcAttr{Pdeathsig: syscall.SIGQUIT} }
