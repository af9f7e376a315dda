// Package checks tells how checks went: `ok CHECK` or `fails CHECK: WHY`.
package checks

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
)

func Check(name string, attempt func() error) {
	if err := attempt(); err != nil {
		fmt.Printf("fails %s: %s\n", name, strings.ReplaceAll(err.Error(), "\n", " "))
		return
	}
	fmt.Printf("ok %s\n", name)
}

// Arguments gives the bucket and the odd keys.
func Arguments() (string, []string) {
	var keys []string
	if err := json.Unmarshal([]byte(os.Args[2]), &keys); err != nil {
		panic(err)
	}
	return os.Args[1], keys
}

// Large is above what is kept in memory, and of no multiple of any part.
func Large() []byte {
	bytes := make([]byte, 60<<20+7)
	_, _ = rand.Read(bytes)
	return bytes
}

func Fetch(url string, expected string) error {
	answer, err := http.Get(url)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err == nil && string(text) != expected {
		err = fmt.Errorf("%d %s", answer.StatusCode, text)
	}
	return err
}

func Same(one any, other any) error {
	if fmt.Sprint(one) == fmt.Sprint(other) {
		return nil
	}
	return fmt.Errorf("%v is not %v", one, other)
}
