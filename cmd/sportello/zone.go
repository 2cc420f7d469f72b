package main

import "time"

// zoned is a command for which it matters what day it is at the offices, which may be
// another than at the machine.
type zoned struct {
	TimeZone string `env:"SPORTELLO_TIME_ZONE" default:"Europe/Rome" help:"Time zone of the offices."`
}

// clock is the time in the offices' zone.
func (z zoned) clock(f *faults) func() time.Time {
	zone, err := time.LoadLocation(z.TimeZone)
	if err != nil {
		f.add("SPORTELLO_TIME_ZONE", "is no time zone")
		return nil
	}
	return func() time.Time { return time.Now().In(zone) }
}
