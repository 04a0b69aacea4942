// Package theme holds the interface's palette and its named styles: the only
// place with colours in it.
//
// A Theme is built by New for a dark or a light terminal, with or without
// colours, and rebuilt when the terminal tells its background. Screens take
// styles by what they mean (Code, Soon, Warn …), never by what they look like.
// Meaning is never carried by colour alone: a screen adds a mark, a word or a
// different shape, so that NO_COLOR and colour-blind eyes lose nothing.
package theme
