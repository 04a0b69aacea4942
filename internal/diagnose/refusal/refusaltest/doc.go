// Package refusaltest makes refused codes whose cause is known, and measures how
// well they are explained. Its codes come from package otp, and the mistakes
// behind them are drawn from distributions of its own, not from the priors of
// package refusal: what is measured is the explanation, not an agreement with
// itself.
package refusaltest
