import type { StorePlaces } from '#server/store/places.ts'

/**
 * What of a store's data can be read on its way to an engine, as warnings for the log: a line each, without an address or a
 * name of the engine's.
 */
export function clearTextWarnings({ database, contents }: StorePlaces): string[] {
  const warnings: string[] = []
  if (database.kind === 'postgres' && isOpenDatabase(database.url))
    warnings.push(
      'What goes to the database and comes from it can be read on the way: BINNACLE_DATABASE asks for no TLS (sslmode=verify-full), and its host is not this machine.',
    )
  if (contents?.kind === 's3' && isOpenAddress(contents.endpoint))
    warnings.push(
      'What goes to the bucket and comes from it can be read on the way: BINNACLE_S3_ENDPOINT is not https, and its host is not this machine.',
    )
  return warnings
}

/** The settings of libpq that `pg` reads count as well (https://www.postgresql.org/docs/current/libpq-envars.html). */
function isOpenDatabase(text: string): boolean {
  const url = new URL(text)
  const { searchParams } = url
  const host = searchParams.get('host') ?? (url.hostname || (process.env['PGHOST'] ?? ''))
  const mode = searchParams.get('sslmode') ?? process.env['PGSSLMODE'] ?? 'disable'
  const hasTls = mode !== 'disable' || /^(?:1|true)$/.test(searchParams.get('ssl') ?? '')
  return !hasTls && host !== '' && !host.startsWith('/') && !isLoopback(host)
}

function isOpenAddress(endpoint: string): boolean {
  const { protocol, hostname } = new URL(endpoint)
  return protocol === 'http:' && !isLoopback(hostname)
}

/** Whether a host is this machine, by its name or address; IPv6 with brackets or without. */
function isLoopback(host: string): boolean {
  return /^(?:localhost|(?:.+\.)?localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/i.test(host)
}
