// Command sportello is the whole service: it serves, migrates, imports, checks,
// and runs a demo of itself on an empty machine.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"reflect"
	"runtime/debug"
	"syscall"
	_ "time/tzdata" // the offices' time zone, also on a machine without it

	"github.com/alecthomas/kong"
)

func main() {
	rarelyCollect()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // the second one does not wait
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// rarelyCollect has garbage collected when the heap is five times what lives, unless
// GOGC says otherwise. Little lives, and each certificate leaves some hundred kilobytes
// behind: by the usual measure of two, a fifth of the time of issuing goes to collecting.
func rarelyCollect() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
}

// Exit codes.
const (
	exitOK    = 0
	exitFault = 1 // the command could not do its work, or found that something is wrong
	exitUsage = 2 // the words or the configuration are off
)

// ended is the exit code of a command that has said itself how it ended.
type ended int

func (e ended) Error() string { return fmt.Sprintf("ended with %d", int(e)) }

// terminal is what a command writes to.
type terminal struct{ out, err io.Writer }

// run is main for tests: it ends when the command has ended or ctx is done.
func run(ctx context.Context, args []string, out, errOut io.Writer) int {
	var cli commands
	var unread faults
	exit := -1
	gentle := setting{kong.NewRegistry().RegisterDefaults(), &unread}
	parser, err := kong.New(&cli,
		kong.Name("sportello"),
		kong.Description("Registry certificates without the queue."),
		kong.UsageOnError(),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Writers(out, errOut),
		kong.Exit(func(code int) { exit = code }),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(terminal{out, errOut}, &unread),
		kong.NamedMapper("setting", gentle),
		kong.KindMapper(reflect.Map, gentle), // of which kong takes the type tag for itself
	)
	if err != nil {
		fmt.Fprintln(errOut, "sportello:", err)
		return exitUsage
	}
	command, err := parser.Parse(args)
	if exit >= 0 { // --help has been answered
		return exit
	}
	if err != nil {
		parser.Errorf("%s", err)
		return exitUsage
	}
	if err := command.Run(); err != nil {
		return report(errOut, err)
	}
	return exitOK
}

// errInterrupted is what is told of a command that was stopped before its end: what
// it was about does not matter.
var errInterrupted = errors.New("interrupted")

// report prints an error for the person at the terminal, each configuration fault
// on a line of its own.
func report(w io.Writer, err error) int {
	var faults faults
	var ended ended
	if errors.As(err, &ended) {
		return int(ended)
	}
	if errors.As(err, &faults) {
		for _, f := range faults {
			fmt.Fprintln(w, "sportello: configuration:", f)
		}
		return exitUsage
	}
	if errors.Is(err, context.Canceled) {
		err = errInterrupted
	}
	fmt.Fprintln(w, "sportello:", err)
	if errors.Is(err, errUnreadable) {
		return exitUsage
	}
	return exitFault
}

// commands is everything that the program can be told to do.
type commands struct {
	Serve       serveCommand       `cmd:"" help:"Serve the API and the pages."`
	Demo        demoCommand        `cmd:"" help:"Run the whole service with a demo office, on this machine alone."`
	DemoPeople  demoPeopleCommand  `cmd:"" help:"List the demo office's hand-made people and what each is for."`
	DemoToken   demoTokenCommand   `cmd:"" help:"Print an access token of the demo identity provider, for scripts."`
	Migrate     migrateCommand     `cmd:"" help:"Bring the database to this program's schema."`
	Import      importCommand      `cmd:"" help:"Load offices, places or people from a CSV file."`
	Grant       grantCommand       `cmd:"" help:"Give an officer a right in an office: its first administrators come about like that."`
	Renew       renewCommand       `cmd:"" help:"Raise stored certificates to the level of the seal, and renew their evidence before it ends."`
	Export      exportCommand      `cmd:"" help:"Write open data."`
	Verify      verifyCommand      `cmd:"" help:"Verify a certificate that somebody brings, or what the service has kept."`
	SealCopy    sealCopyCommand    `cmd:"" help:"Seal a PDF, such as a scan, as a conforming copy."`
	CheckConfig checkConfigCommand `cmd:"" help:"Report every fault of the configuration, and do nothing else."`
	Version     versionCommand     `cmd:"" help:"Print the version."`
}
