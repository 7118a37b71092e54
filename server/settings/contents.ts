import type { ContentPlace } from '#server/store/places.ts'
import { BadSetting, flag, secret, text, webAddress, type Env } from './read-setting.ts'

/**
 * Where contents are: in the data folder, or in a bucket of an S3 server.
 * @throws BadSetting
 */
export function readContents(env: Env): ContentPlace {
  const place = text(env, 'BINNACLE_CONTENT')
  if (place === undefined || place === 'folder:') {
    const other = OTHERS.find((name) => text(env, name) !== undefined)
    if (other === undefined) return { kind: 'folder' }
    throw new BadSetting(`${other} says nothing without BINNACLE_CONTENT=s3://bucket/prefix.`)
  }
  const [, bucket, path = ''] =
    /^s3:\/\/([a-z\d][a-z\d.-]{1,61}[a-z\d])(?:\/((?:[\w.-]+\/)*[\w.-]*))?$/.exec(place) ?? []
  if (bucket === undefined || /(?:^|\/)\.{1,2}(?:\/|$)/.test(path))
    throw new BadSetting(
      'BINNACLE_CONTENT must be s3://bucket/prefix, whose prefix has letters, digits and ._- between slashes, or folder: for the data folder.',
    )
  const region = text(env, 'BINNACLE_S3_REGION') ?? ofAws(env)('REGION') ?? 'us-east-1'
  if (!/^[\w-]{1,60}$/.test(region))
    throw new BadSetting('BINNACLE_S3_REGION must be the name of a region, such as eu-central-1.')
  const endpoint = text(env, 'BINNACLE_S3_ENDPOINT')
  return {
    kind: 's3',
    bucket,
    prefix: path === '' ? '' : `${path.replace(/\/$/, '')}/`,
    region,
    endpoint: endpoint === undefined ? `https://s3.${region}.amazonaws.com` : endpointOf(endpoint),
    // Servers of one's own seldom have a name for each bucket.
    pathStyle: flag(env, 'BINNACLE_S3_PATH_STYLE', endpoint !== undefined || bucket.includes('.')),
    keys: keysIn(env),
  }
}

/** Bytes of one content: an object is put together of 10,000 parts at most, some of which may have no more than 5 MiB. */
export const MOST_IN_BUCKET = 48 * 1024 ** 3

const OTHERS = ['BINNACLE_S3_ENDPOINT', 'BINNACLE_S3_REGION', 'BINNACLE_S3_PATH_STYLE']

function endpointOf(given: string): string {
  const address = webAddress('BINNACLE_S3_ENDPOINT', given)
  if (new URL(address).origin !== address)
    throw new BadSetting('BINNACLE_S3_ENDPOINT must be an address without a path.')
  return address
}

/** Those of the settings, or else what the machine or the container is given. */
function keysIn(env: Env): Extract<ContentPlace, { kind: 's3' }>['keys'] {
  const accessKeyId = either('ACCESS_KEY_ID', env)
  const secretAccessKey = either('SECRET_ACCESS_KEY', env)
  const sessionToken = either('SESSION_TOKEN', env)
  if (accessKeyId !== undefined && secretAccessKey !== undefined) {
    return {
      kind: 'fixed',
      accessKeyId,
      secretAccessKey,
      ...(sessionToken !== undefined && { sessionToken }),
    }
  }
  if (accessKeyId !== undefined || secretAccessKey !== undefined)
    throw new BadSetting(
      'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY belong together: set both, or neither.',
    )
  const aws = ofAws(env)
  const relative = aws('CONTAINER_CREDENTIALS_RELATIVE_URI')
  const full = aws('CONTAINER_CREDENTIALS_FULL_URI')
  if (relative === undefined && full === undefined) {
    const endpoint = aws('EC2_METADATA_SERVICE_ENDPOINT') ?? 'http://169.254.169.254'
    return { kind: 'instance', endpoint: endpoint.replace(/\/+$/, '') }
  }
  const token = aws('CONTAINER_AUTHORIZATION_TOKEN')
  const tokenFile = aws('CONTAINER_AUTHORIZATION_TOKEN_FILE')
  return {
    kind: 'container',
    url: full ?? `http://169.254.170.2${relative ?? ''}`,
    ...(token !== undefined && { token }),
    ...(tokenFile !== undefined && { tokenFile }),
  }
}

/** @returns the server's own setting, or the one that all clients of S3 read */
function either(name: string, env: Env): string | undefined {
  return secret(env, `BINNACLE_S3_${name}`) ?? secret(env, `AWS_${name}`)
}

/** What its makers' own programs read, and their platforms set. */
function ofAws(env: Env): (name: string) => string | undefined {
  return (name) => text(env, `AWS_${name}`)
}
