//go:build e2e

package main

import (
	"bufio"
	"fmt"
	"net"
	"strings"
	"time"
)

// lineClient is one connection of the old protocol that asks line by line.
type lineClient struct {
	conn net.Conn
	in   *bufio.Reader
}

func dialLines(addr string) (*lineClient, error) {
	conn, err := net.DialTimeout("tcp", addr, 5*time.Second)
	if err != nil {
		return nil, err
	}
	return &lineClient{conn, bufio.NewReader(conn)}, nil
}

func (c *lineClient) close() { c.conn.Close() }

// ask returns what follows the seq in the reply: a code or a word.
func (c *lineClient) ask(seq int, text string) (string, error) {
	_ = c.conn.SetDeadline(time.Now().Add(10 * time.Second))
	if _, err := fmt.Fprintf(c.conn, "%d,%s\n", seq, text); err != nil {
		return "", err
	}
	line, err := c.in.ReadString('\n')
	if err != nil {
		return "", err
	}
	head, word, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ",")
	if head != fmt.Sprint(seq) {
		return "", fmt.Errorf("asked with seq %d, answered %q", seq, line)
	}
	return word, nil
}
