package idp_test

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/rollcall-project/rollcall/idp"
)

// Two hundred people live through a year at a server under test. The waits of
// the IdP between attempts, minutes and hours, are cut to two seconds.
func Example() {
	simulation, err := idp.New("okta-oin", idp.Config{
		BaseURL: "http://127.0.0.1:8080/scim/v2",
		Token:   os.Getenv("SCIM_TOKEN"),
		Users:   200,
		Seed:    7,
		Sleep:   idp.SleepAtMost(2 * time.Second),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	report, err := simulation.Run(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	report.WriteTo(os.Stdout)
	if !report.Converged {
		os.Exit(1)
	}
}
