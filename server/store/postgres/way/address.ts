import { StoreUnavailable } from '../../errors.ts'

/** Where the database is, as `pg` takes it, and what is ours. */
export interface Address {
  connectionString: string
  /** In which all tables are. */
  schema: string
  /** Connections of this process at once. */
  most: number
}

/**
 * Takes `schema` and `pool` out of the address. A certificate is always verified where TLS is asked for, unless by
 * `sslmode=no-verify`; `sslrootcert` names the file of another authority.
 * @throws StoreUnavailable for what can't be used, without repeating the address, which may hold a password
 */
export function addressOf(text: string): Address {
  const url = new URL(text)
  const schema = url.searchParams.get('schema') ?? 'binnacle'
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(schema))
    throw new StoreUnavailable(
      'The schema in BINNACLE_DATABASE must be of small letters, digits and underscores.',
    )
  const most = Number(url.searchParams.get('pool') ?? 10)
  if (!Number.isInteger(most) || most < 2 || most > 100)
    throw new StoreUnavailable('The pool in BINNACLE_DATABASE must be a number from 2 to 100.')
  url.searchParams.delete('schema')
  url.searchParams.delete('pool')
  // What others take for encrypted without being verified.
  if (/^(?:prefer|require|verify-ca)$/.test(url.searchParams.get('sslmode') ?? ''))
    url.searchParams.set('sslmode', 'verify-full')
  return { connectionString: url.href, schema, most }
}
