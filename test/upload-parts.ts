import { UPLOAD_LOCATION_EXTENSION } from '#fhir/binary/binary.ts'
import { client } from './test-client.ts'
import type { Ask } from './test-client.ts'
import type { TestServer } from './test-server.ts'

/** Where uploads of organization `a` begin. */
export const UPLOADS = '/organizations/a/fhir/4/$uploads'
export const TUS = { 'tus-resumable': '1.0.0' }
export const PART = { ...TUS, 'content-type': 'application/offset+octet-stream' }

type More = Pick<Ask, 'token' | 'headers'>

/** Speaks tus to a server in the same process, as `writer` unless told otherwise. */
export function uploader(server: Pick<TestServer, 'app'>) {
  const api = client(server)
  const begin = (length: number | string, { token, headers }: More = {}, at = UPLOADS) =>
    api.ask('POST', at, {
      ...(token !== undefined && { token }),
      headers: { ...TUS, 'upload-length': String(length), ...headers },
    })
  const look = (path: string, { token, headers }: More = {}) =>
    api.ask('HEAD', path, {
      ...(token !== undefined && { token }),
      headers: { ...TUS, ...headers },
    })
  return {
    api,
    begin,
    look,
    /** The path of a new upload. */
    begun: async (length: number, more: More = {}, at = UPLOADS) =>
      pathOf((await begin(length, more, at)).headers['location']),
    offset: async (path: string) => Number((await look(path)).headers['upload-offset']),
    part: (path: string, offset: number, body: Buffer, { token, headers }: More = {}) =>
      api.ask('PATCH', path, {
        body,
        ...(token !== undefined && { token }),
        headers: { ...PART, 'upload-offset': String(offset), ...headers },
      }),
    end: (path: string, { token, headers }: More = {}) =>
      api.ask('DELETE', path, {
        ...(token !== undefined && { token }),
        headers: { ...TUS, ...headers },
      }),
  }
}

/** Below the server's address. @throws where there is none */
export function pathOf(location: unknown): string {
  if (typeof location !== 'string') throw new Error('There is no Location.')
  return new URL(location).pathname
}

/** A Binary whose content is an upload. */
export function naming(upload: string, more: object = {}): object {
  return {
    resourceType: 'Binary',
    contentType: 'application/octet-stream',
    _data: { extension: [{ url: UPLOAD_LOCATION_EXTENSION, valueUrl: upload }] },
    ...more,
  }
}
