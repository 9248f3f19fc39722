// Package foremost keeps the first few of many values in an order, without
// holding the others. It knows nothing of what the values are.
package foremost
