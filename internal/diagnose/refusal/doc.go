// Package refusal explains why a service refused a code: which key, which step
// and which mistake it belongs to, and how likely that is mere chance. It is
// pure: keys, times and the measured clock come in with the [Question].
//
// A code of six digits fits something in a million by accident, and a search
// over keys, mistakes and days makes hundreds of thousands of comparisons. So
// no match is believed for being the first. Every explanation has a weight, how
// often that mistake happens times how far away a code usually is, and what is
// searched at all, how the matches are ranked and how sure each of them is
// follow from the weights by Bayes' rule. [Explanation.Chance] is told besides.
package refusal
