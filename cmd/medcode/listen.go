package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"medcode/internal/settings"
)

// unixPrefix marks a socket's path where addresses of TCP stand too.
const unixPrefix = "unix:"

// socketMode lets the group of the process in; others need a port.
const socketMode = 0o660

// listen opens a listener; nil without an error where its setting keeps it
// closed. A place that is taken is named with the setting that changes it.
func (n *node) listen(name settings.Name) (net.Listener, error) {
	network, address := n.set.Listen(name)
	switch network {
	case "":
		return nil, nil
	case "unix":
		return n.listenUnix(name, address)
	}
	l, err := net.Listen(network, address)
	if errors.Is(err, syscall.EADDRINUSE) {
		_, port, _ := net.SplitHostPort(address)
		return nil, fmt.Errorf("port %s is taken; choose another with --%s, or let --ports auto choose all", port, name)
	}
	if err != nil {
		return nil, fmt.Errorf("%s cannot be listened on (%w); see --%s and --host", address, err, name)
	}
	n.ports[string(name)] = l.Addr().String()
	return l, nil
}

func (n *node) listenUnix(name settings.Name, path string) (net.Listener, error) {
	whole, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("the socket %s has no whole path (%w); give one with --%s", path, err, name)
	}
	l, err := openSocket(path)
	if err != nil {
		return nil, fmt.Errorf("the socket %s cannot be listened on (%w); choose another with --%s, or move away what is there", path, err, name)
	}
	n.ports[string(name)] = unixPrefix + whole
	return l, nil
}

// openSocket listens on a unix socket, which goes away when it is closed. One
// that a dead process left is replaced.
func openSocket(path string) (net.Listener, error) {
	unlock, err := lockFolder(filepath.Dir(path))
	if err != nil {
		return nil, err
	}
	defer unlock()
	l, err := net.Listen("unix", path)
	if errors.Is(err, syscall.EADDRINUSE) {
		if err := removeDead(path); err != nil {
			return nil, err
		}
		l, err = net.Listen("unix", path)
	}
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(path, socketMode); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

// lockFolder keeps two processes that start at once from taking each other's
// fresh socket for a dead one.
func lockFolder(dir string) (unlock func(), err error) {
	d, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(d.Fd()), syscall.LOCK_EX); err != nil {
		return nil, errors.Join(fmt.Errorf("the folder %s cannot be locked: %w", dir, err), d.Close())
	}
	return func() { _ = d.Close() }, nil
}

// removeDead removes a socket that nobody listens on any more, and nothing
// else.
func removeDead(path string) error {
	info, err := os.Lstat(path)
	if err != nil {
		return err
	}
	if info.Mode()&os.ModeSocket == 0 {
		return errors.New("a file that is no socket has this name")
	}
	nc, err := net.DialTimeout("unix", path, time.Second)
	if err == nil {
		return errors.Join(errors.New("another process listens on it"), nc.Close())
	}
	if !errors.Is(err, syscall.ECONNREFUSED) {
		return fmt.Errorf("whether another process listens on it cannot be told: %w", err)
	}
	return os.Remove(path)
}
