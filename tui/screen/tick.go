package screen

// Tick tells the screen on top that a whole second of the code clock has
// begun. The root sends it after it has moved Context.Now on; a screen needs it
// only for what must happen by itself, such as asking again for a barcode.
type Tick struct{}
