/** What somebody is asked at the provider: the fields “User name” and “Password”, the buttons “Sign in” and “Cancel”. */
export function loginPage(problem = ''): string {
  return page(
    'Sign in at the provider',
    `<p role="alert">${problem}</p>
<form method="post">
<p><label>User name <input name="user" autocomplete="username" autofocus></label></p>
<p><label>Password <input name="password" type="password"></label></p>
<p><button>Sign in</button> <button name="cancel" value="1">Cancel</button></p>
</form>`,
  )
}

/** Nobody is asked whether they want to sign out: the page sends its form by itself. */
export function logoutPage(form: string): string {
  return page(
    'Signing out',
    `${form}<script>
const form = document.forms[0]
form.insertAdjacentHTML('beforeend', '<input type="hidden" name="logout" value="yes">')
form.submit()
</script>`,
  )
}

/** Everything is granted beforehand. */
export const CONSENT = page('Consent', '<p>Consent is never asked for here.</p>')

/** RFC 6749 §4.1.2.1 */
export const DENIED = 'access_denied'

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title></head>
<body><main><h1>${title}</h1>${body}</main></body></html>`
}
