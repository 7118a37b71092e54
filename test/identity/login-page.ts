import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import type Provider from 'oidc-provider'

/** The page that asks who somebody is, and what is sent from it. */
export async function interact(
  provider: Provider,
  people: ReadonlyMap<string, unknown>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { prompt } = await provider.interactionDetails(request, response)
  const say = (page: string, status = 200) =>
    response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(page)
  if (prompt.name !== 'login') return void say(CONSENT, 501)
  if (request.method !== 'POST') return void say(loginPage())
  const form = new URLSearchParams(await text(request))
  if (form.has('cancel'))
    return await provider.interactionFinished(request, response, { error: DENIED })
  const user = form.get('user') ?? ''
  if (!people.has(user) || form.get('password') !== user)
    return void say(loginPage('Wrong user name or password.'), 401)
  await provider.interactionFinished(request, response, { login: { accountId: user } })
}

/** What somebody is asked at the provider: the fields “User name” and “Password”, the buttons “Sign in” and “Cancel”. */
function loginPage(problem = ''): string {
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
const CONSENT = page('Consent', '<p>Consent is never asked for here.</p>')

/** RFC 6749 §4.1.2.1 */
const DENIED = 'access_denied'

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title></head>
<body><main><h1>${title}</h1>${body}</main></body></html>`
}
