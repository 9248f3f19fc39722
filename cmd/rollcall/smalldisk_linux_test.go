package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// inNamespace says to a test's process that it may mount, and that the mounts
// are its own.
const inNamespace = "ROLLCALL_TEST_IN_NAMESPACE"

// A smallDisk is a file system with little room.
type smallDisk string // where it is mounted

// onSmallDisk runs a test with a small disk. Mounting one takes root. Who isn't
// runs the test once more in a process with a user namespace of its own, where
// mounting is allowed. Where there are none, as in some containers, the test is
// skipped, or fails when the environment says CI=true.
func onSmallDisk(t *testing.T, size string, test func(smallDisk)) {
	t.Helper()
	dir, err := os.MkdirTemp("", "small") // not t.TempDir, which others can't enter
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Remove(dir) })
	switch err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "mode=0755,size="+size); {
	case err == nil:
	case errors.Is(err, syscall.EPERM) && os.Getenv(inNamespace) == "":
		again(t)
		return
	default:
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	test(smallDisk(dir))
}

// again runs the test once more in namespaces of its own.
func again(t *testing.T) {
	t.Helper()
	uid, gid := os.Getuid(), os.Getgid()
	const mayMount = 21 // CAP_SYS_ADMIN, in the namespace alone
	cmd := exec.Command(os.Args[0], "-test.v", "-test.run", "^"+strings.ReplaceAll(t.Name(), "/", "$/^")+"$")
	cmd.Env = append(os.Environ(), inNamespace+"=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: uid, HostID: uid, Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: gid, HostID: gid, Size: 1}},
		AmbientCaps: []uintptr{mayMount},
		Pdeathsig:   syscall.SIGKILL,
	}
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	switch {
	case err == nil:
		t.Logf("in a namespace of its own:\n%s", out)
	case errors.As(err, &exit):
		t.Errorf("in a namespace of its own: %v\n%s", err, out)
	case os.Getenv("CI") == "true":
		t.Fatalf("neither may a small file system be mounted here, nor a user namespace be made: %v", err)
	default:
		t.Skipf("neither may a small file system be mounted here, nor a user namespace be made: %v", err)
	}
}

func (d smallDisk) ballast() string { return filepath.Join(string(d), "ballast") }

// fill leaves no room on the disk.
func (d smallDisk) fill(t *testing.T) {
	t.Helper()
	f, err := os.Create(d.ballast())
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for block := make([]byte, 4096); err == nil; {
		_, err = f.Write(block)
	}
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
}

// empty makes room again.
func (d smallDisk) empty(t *testing.T) {
	t.Helper()
	if err := os.Remove(d.ballast()); err != nil {
		t.Fatal(err)
	}
}
