package main

// cli is the grammar of the command line. The tag without names the general flags
// that mean nothing to a command.
type cli struct {
	Data     string `help:"Directory that holds the database and certificates." default:"./rollcall-data" placeholder:"DIR"`
	Database string `help:"PostgreSQL database to keep the data in instead, for many servers on one database, such as postgres://rollcall@db.example.com/rollcall." placeholder:"URL"`
	Org      string `help:"Organization to act in, by short name." default:"default" placeholder:"SLUG"`

	Serve        serveCmd       `cmd:"" without:"org" help:"Run the server."`
	Token        tokenCmd       `cmd:"" help:"Create, list, disable, enable and delete API tokens."`
	Propagation  propagationCmd `cmd:"" help:"Switch Propagate Provisioning on or off."`
	User         userCmd        `cmd:"" help:"List, show, add, change, delete, restore, export and import users."`
	Trash        trashCmd       `cmd:"" help:"List users who were deleted."`
	Service      serviceCmd     `cmd:"" help:"List, add and change services."`
	Conflict     conflictCmd    `cmd:"" help:"List, show and decide conflicts with identity providers."`
	Settings     settingsCmd    `cmd:"" help:"Show and change what administrators choose: policies and the brake."`
	Organization orgCmd         `cmd:"" name:"org" without:"org" help:"List, add and rename organizations."`
	Admin        adminCmd       `cmd:"" help:"Create administrators."`
	Activity     activityCmd    `cmd:"" help:"Print the activity log."`
	Simulate     simulateCmd    `cmd:"" without:"data,database,org" help:"Play an identity provider against a SCIM server and check the outcome."`
	Seed         seedCmd        `cmd:"" help:"Add invented users and organizations, for trying out and measuring."`
	Backup       backupCmd      `cmd:"" without:"org" help:"Copy the database into a file, also while the server runs."`
	Restore      restoreCmd     `cmd:"" without:"org" help:"Put a backup in place of the database while the server is stopped."`
	Copy         copyCmd        `cmd:"" without:"data,database,org" help:"Move all data from SQLite to PostgreSQL or back, and check it."`
	Migrate      migrateCmd     `cmd:"" without:"org" help:"Bring the database to this version's schema and check it."`
	Version      versionCmd     `cmd:"" without:"data,database,org" help:"Print the version."`
}
