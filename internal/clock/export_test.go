package clock

// MeasureWatched is Measure with a clock to watch in place of the system's.
var MeasureWatched = measure
