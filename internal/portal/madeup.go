package portal

import "io"

// madeUpPassword makes a password that is easy to read off one screen and to type
// on another: "kopa-sine-tuda-37", about 43 bits.
func madeUpPassword(rand io.Reader) (string, error) {
	const consonants, vowels = "bdgjklmnprst", "aeiou"
	var b []byte
	for i := range 6 {
		if i > 0 && i%2 == 0 {
			b = append(b, '-')
		}
		for _, letters := range []string{consonants, vowels} {
			n, err := below(rand, len(letters))
			if err != nil {
				return "", err
			}
			b = append(b, letters[n])
		}
	}
	n, err := below(rand, 90)
	if err != nil {
		return "", err
	}
	n += 10
	return string(append(b, '-', byte('0'+n/10), byte('0'+n%10))), nil
}

// below returns a uniform number in 0 … n−1, n ≤ 256.
func below(rand io.Reader, n int) (int, error) {
	var b [1]byte
	for {
		if _, err := io.ReadFull(rand, b[:]); err != nil {
			return 0, err
		}
		if int(b[0]) < 256/n*n {
			return int(b[0]) % n, nil
		}
	}
}
