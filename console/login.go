package console

// showLogin is the sign-in page. Who is signed in already has no use for it.
func (v *visit) showLogin() error {
	if v.me != nil {
		return v.redirect(local(v.r.URL.Query().Get("next")))
	}
	return v.signIn(loginForm{Next: v.r.URL.Query().Get("next"), Organization: v.r.URL.Query().Get("organization")}, nil)
}

// signIn shows the sign-in page, empty or as it was sent.
func (v *visit) signIn(in loginForm, refusal error) error {
	p, err := v.problems(refusal, "organization", "userName", "password")
	if err != nil {
		return err
	}
	several, err := v.several()
	if err != nil {
		return err
	}
	return v.render(p.Status, "login", v.say.Text("login.title"), v.newLoginPage(in, p, several))
}

func (v *visit) login() error {
	in := loginForm{v.form("organization"), v.form("userName"), local(v.form("next"))}
	slug, err := v.organizationOf(in)
	if err != nil {
		return err
	}
	session, err := v.Engine.SignIn(v.r.Context(), slug, in.LoginName, v.r.PostFormValue("password"), v.browser())
	if err != nil {
		return v.signIn(in, err)
	}
	v.begin(session)
	return v.redirect(in.Next)
}

// organizationOf is the short name to sign in to: the only one, or the one typed.
func (v *visit) organizationOf(in loginForm) (string, error) {
	all, err := v.Engine.Organizations(v.r.Context())
	if err != nil {
		return "", err
	}
	if len(all) == 1 {
		return all[0].Slug, nil
	}
	return in.Organization, nil
}

// several reports whether the sign-in page must ask for the organization.
func (v *visit) several() (bool, error) {
	all, err := v.Engine.Organizations(v.r.Context())
	return len(all) > 1, err
}

func (v *visit) logout() error {
	if err := v.Engine.SignOut(v.r.Context(), v.session); err != nil {
		return err
	}
	v.setCookie(v.sessionCookie(), "", 0)
	return v.redirect("/login")
}

// A loginForm is what the sign-in page sends, without the password, which is
// never shown again.
type loginForm struct{ Organization, LoginName, Next string }

// A loginPage is the sign-in page.
type loginPage struct {
	Fields   []field
	Next     string
	Problems problems
}

func (v *visit) newLoginPage(in loginForm, p problems, several bool) loginPage {
	page := loginPage{Next: in.Next, Problems: p}
	if several {
		page.Fields = append(page.Fields, field{
			Name: "organization", Label: v.say.Text("login.organization"), Value: in.Organization,
			Required: true, Complete: "organization", Hint: v.say.Text("login.organization-hint"), Error: p.of("organization"),
		})
	}
	page.Fields = append(page.Fields,
		field{
			Name: "userName", Label: v.item("userName"), Value: in.LoginName, Required: true,
			Complete: "username", Error: p.of("userName"),
		},
		field{
			Name: "password", Label: v.item("password"), Type: "password", Required: true,
			Complete: "current-password", Error: p.of("password"),
		})
	return page
}
