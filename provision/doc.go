// Package provision holds every rule of Rollcall and is the only place that
// decides: what an identity provider may change, what a login name may be, who
// is linked, what is refused and which sentence says so.
//
// [Engine] has two faces. To identity providers it is a scim.Backend, one per
// request, bound to the organization that the request's token names
// ([Engine.Open], [Engine.Observe]). To people it is the methods that take an
// [Actor]: the console and the command line call the same ones. Each write is
// one store transaction that holds the change and its row of the activity log.
//
// The package knows no HTTP, no HTML and no concrete store.
//
// # What becomes of a user
//
// A user is in one of these states:
//
//	nobody         there is no such user, or there is none any more
//	local          added here; local/ask and local/never: under that link policy
//	local/admin    a local administrator
//	unlinked       local, and was managed before it was unlinked here
//	allowed        local, and an administrator allowed to link it
//	active         managed, and so is inactive
//	last           managed, and the last active administrator
//	trashed        managed and deleted here: an identity provider sees it as inactive;
//	               trashed/inactive: it was inactive before; trashed/ask: under that
//	               restore policy; trashed/admin: an administrator
//	gone           deleted by an identity provider, or local and deleted here
//
// and meets one of these requests. An identity provider's are create and
// create/inactive (POST of its login name), put, put/active and put/inactive (PUT
// with another display name and this active), activate and deactivate (PATCH of
// active), patch (of the display name), rename, clash (PATCH to a login name that
// another user holds), delete and read; "writes" are all from put to clash. A
// person's are remove, restore, purge, unlink and edit (a logged override).
//
// The table says what is answered (yes and no to a person), which state the user
// is in then, the reason in the activity log or of the refusal, and the type of
// the conflict that asks an administrator. "=" is the state before, "as" refers
// to another state's lines for all requests that have none of their own.
// TestTable reads the table and walks all of it.
//
//	STATE             REQUEST                             ANSWER  THEN              REASON               ASKS
//	nobody            create                              201     active            -                    -
//	nobody            create/inactive                     201     inactive          -                    -
//	nobody            writes delete read                  404     =                 user-unknown         -
//	nobody            remove unlink edit                  no      =                 user-unknown         -
//	nobody            restore purge                       no      =                 not-in-trash         -
//
//	local             create                              201     active            linked               -
//	local             create/inactive                     201     inactive          linked               -
//	local             put put/active activate patch       200     active            linked               -
//	local             put/inactive deactivate             200     inactive          linked               -
//	local             rename                              200     active            linked               -
//	local             clash                               409     =                 login-name-taken-by  renamed-clash
//	local             delete                              403     =                 local-user-delete    -
//	local             read                                200     =                 -                    -
//	local             remove                              yes     gone              buried               -
//	local             restore purge                       no      =                 not-in-trash         -
//	local             unlink                              yes     =                 unchanged            -
//	local             edit                                yes     =                 -                    -
//
//	local/ask         create create/inactive              409     =                 local-here           already-here
//	local/ask         writes                              403     =                 local-here           already-here
//	local/ask         as local
//	local/never       create create/inactive              409     =                 local-stays          -
//	local/never       writes                              403     =                 local-stays          -
//	local/never       as local
//	local/admin       create create/inactive              409     =                 administrator-here   administrator-protected
//	local/admin       writes                              403     =                 administrator-here   administrator-protected
//	local/admin       as local
//	unlinked          as local/ask
//	allowed           as local
//
//	active            create create/inactive              409     =                 already-managed      -
//	active            put put/active patch                200     =                 -                    -
//	active            activate                            200     =                 unchanged            -
//	active            put/inactive deactivate             200     inactive          -                    -
//	active            rename                              200     =                 renamed              -
//	active            clash                               409     =                 login-name-taken-by  renamed-clash
//	active            delete                              204     gone              buried               -
//	active            read                                200     =                 -                    -
//	active            remove                              yes     trashed           put-away             -
//	active            restore purge                       no      =                 not-in-trash         -
//	active            unlink                              yes     unlinked          -                    -
//	active            edit                                yes     =                 overridden           -
//
//	inactive          put/active activate                 200     active            -                    -
//	inactive          put/inactive                        200     =                 -                    -
//	inactive          deactivate                          200     =                 unchanged            -
//	inactive          as active
//
//	last              put/inactive deactivate delete      403     =                 last-administrator   last-administrator
//	last              remove                              no      =                 last-administrator   -
//	last              as active
//
//	trashed           create                              201     active            restored             -
//	trashed           create/inactive                     201     inactive          restored             -
//	trashed           put/active activate                 200     active            restored             -
//	trashed           put put/inactive patch              200     =                 -                    -
//	trashed           deactivate                          200     =                 unchanged            -
//	trashed           rename                              200     =                 renamed              -
//	trashed           clash                               409     =                 login-name-taken-by  renamed-clash
//	trashed           delete                              204     gone              buried               -
//	trashed           read                                200     =                 -                    -
//	trashed           remove unlink edit                  no      =                 user-trashed         -
//	trashed           restore                             yes     active            -                    -
//	trashed           purge                               yes     nobody            -                    -
//
//	trashed/inactive  restore                             yes     inactive          -                    -
//	trashed/inactive  as trashed
//	trashed/ask       create create/inactive              409     =                 deleted-here         deleted-here
//	trashed/ask       put/active activate                 200     =                 deleted-here         deleted-here
//	trashed/ask       as trashed
//	trashed/admin     as trashed/ask
//
//	gone              create                              201     active, new id    created-again        -
//	gone              create/inactive                     201     inactive, new id  created-again        -
//	gone              restore                             yes     local             -                    -
//	gone              purge                               yes     nobody            -                    -
//	gone              as nobody
package provision
