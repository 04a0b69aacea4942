package fault_test

import (
	"errors"
	"fmt"
	"io"
	"testing"

	"sandi/internal/fault"
)

var errDamaged = fault.New("vault.damaged", "damaged vault")

func TestIsMatchesByCode(t *testing.T) {
	err := fmt.Errorf("open: %w", errDamaged.With("file", "vault.age").Because(io.ErrUnexpectedEOF))
	if !errors.Is(err, errDamaged) {
		t.Errorf("errors.Is(%v, errDamaged) = false", err)
	}
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("the cause of %v is lost", err)
	}
	if errors.Is(err, fault.New("vault.other", "other")) {
		t.Errorf("%v matches another code", err)
	}
	if got, want := err.Error(), "open: damaged vault file=vault.age: unexpected EOF"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestWithLeavesTheOriginalAlone(t *testing.T) {
	base := errDamaged.With("file", "a")
	_ = base.With("line", 1)
	second := base.With("line", 2)
	if got := fmt.Sprint(second.Args()); got != "[file a line 2]" {
		t.Errorf("args = %s", got)
	}
	if len(errDamaged.Args()) != 0 {
		t.Errorf("the package variable changed: %v", errDamaged.Args())
	}
}

func TestOf(t *testing.T) {
	if fault.Of(io.EOF) != nil {
		t.Error("io.EOF is no fault")
	}
	if got := fault.Of(fmt.Errorf("x: %w", errDamaged)); got.Code() != "vault.damaged" {
		t.Errorf("got %v", got)
	}
}
