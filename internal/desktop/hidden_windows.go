package desktop

import (
	"runtime"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

var (
	user32         = windows.NewLazySystemDLL("user32.dll")
	openBoard      = user32.NewProc("OpenClipboard")
	closeBoard     = user32.NewProc("CloseClipboard")
	emptyBoard     = user32.NewProc("EmptyClipboard")
	setBoardData   = user32.NewProc("SetClipboardData")
	registerFormat = user32.NewProc("RegisterClipboardFormatW")

	kernel32     = windows.NewLazySystemDLL("kernel32.dll")
	globalAlloc  = kernel32.NewProc("GlobalAlloc")
	globalFree   = kernel32.NewProc("GlobalFree")
	globalLock   = kernel32.NewProc("GlobalLock")
	globalUnlock = kernel32.NewProc("GlobalUnlock")
	moveMemory   = kernel32.NewProc("RtlMoveMemory")
)

const (
	unicodeText = 13     // CF_UNICODETEXT
	moveable    = 0x0002 // GMEM_MOVEABLE, as the clipboard demands
)

// keepOut are the formats, each a zero of four bytes, by which a program says
// that the clipboard's history, its cloud and programs that watch it are to
// leave the content alone.
var keepOut = []string{"ExcludeClipboardContentFromMonitorProcessing", "CanIncludeInClipboardHistory", "CanUploadToCloudClipboard"}

// writeHidden replaces the content of the clipboard, or empties it. It may wait
// for as long as another program holds the clipboard, a second at most.
func writeHidden(text string) error {
	// The clipboard belongs to the thread that opened it.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var opened uintptr
	var err error
	for range 100 {
		if opened, _, err = openBoard.Call(0); opened != 0 {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if opened == 0 {
		return err
	}
	defer func() { _, _, _ = closeBoard.Call() }()
	if done, _, err := emptyBoard.Call(); done == 0 {
		return err
	}
	if text == "" {
		return nil
	}
	// First the marks: who is told of the text finds them there.
	for _, name := range keepOut {
		p, err := windows.UTF16PtrFromString(name)
		if err != nil {
			return err
		}
		if format, _, _ := registerFormat.Call(uintptr(unsafe.Pointer(p))); format != 0 {
			_ = setData(format, make([]byte, 4)) // an older system without the history has no use for it
		}
	}
	wide, err := windows.UTF16FromString(text)
	if err != nil {
		return err
	}
	defer clear(wide)
	return setData(unicodeText, unsafe.Slice((*byte)(unsafe.Pointer(&wide[0])), 2*len(wide)))
}

// setData hands the clipboard a copy of data in memory of the system's.
func setData(format uintptr, data []byte) error {
	h, _, err := globalAlloc.Call(moveable, uintptr(len(data)))
	if h == 0 {
		return err
	}
	at, _, err := globalLock.Call(h)
	if at == 0 {
		_, _, _ = globalFree.Call(h)
		return err
	}
	_, _, _ = moveMemory.Call(at, uintptr(unsafe.Pointer(&data[0])), uintptr(len(data)))
	_, _, _ = globalUnlock.Call(h)
	if taken, _, err := setBoardData.Call(format, h); taken == 0 {
		_, _, _ = globalFree.Call(h)
		return err
	}
	return nil // it is the clipboard's now
}
