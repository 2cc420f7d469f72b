// Package registry is the population register (anagrafe della popolazione
// residente, L. 1228/1954 and d.P.R. 223/1989) as Sportello reads it: persons,
// households and communities, where they live, their civil status and
// citizenship, and the civil-status acts behind them.
//
// The package holds the words and the rules of the register and nothing of how
// it is stored: internal/postgres keeps it, certificates decides what may be
// stated from it. The shapes follow the official model of the national register
// (ANPR): a person may have no surname or no name, a birth date without a day, a
// birth place that is a ship, and a household that may not be certified although
// the person may.
//
// Every fact is dated twice: valid from and to (when it was so) and recorded at
// (when the register learned it). An Extract is the register as it stood at one
// such pair of times.
package registry
