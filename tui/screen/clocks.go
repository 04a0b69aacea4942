package screen

// Clock opens the screen about the computer's clock.
type Clock struct{}

// Lab opens the laboratory.
type Lab struct{}
