import type { Binary, Bundle, OperationOutcome } from '#fhir/types.ts'
import { A, TOKENS } from './test-server.ts'
import type { TestServer } from './test-server.ts'

/** Whatever it is, a test looks at what it expects. */
export type Json = Binary & Omit<Bundle, keyof Binary> & Omit<OperationOutcome, keyof Binary>

export interface Answer {
  status: number
  headers: Record<string, string | string[] | number | undefined>
  body: Buffer
  text: string
  json(): Json
}

export interface Ask {
  token?: string | null
  headers?: Record<string, string>
  /** An object is sent as FHIR JSON. */
  body?: string | Buffer | object | undefined
}

/** Speaks to a server in the same process; as `writer` unless told otherwise, a `token` of null being none. */
export function client({ app }: Pick<TestServer, 'app'>) {
  const ask = async (
    method: string,
    url: string,
    { token, headers, body }: Ask = {},
  ): Promise<Answer> => {
    const isJson = typeof body === 'object' && !Buffer.isBuffer(body)
    const answer = await app.inject({
      method: method as 'GET',
      url,
      headers: {
        ...(token !== null && { authorization: `Bearer ${token ?? TOKENS.writer}` }),
        ...(isJson && { 'content-type': 'application/fhir+json' }),
        ...headers,
      },
      ...(body !== undefined && { payload: isJson ? JSON.stringify(body) : body }),
    })
    return {
      status: answer.statusCode,
      headers: answer.headers,
      body: answer.rawPayload,
      text: answer.payload,
      json: () => JSON.parse(answer.payload) as Json,
    }
  }
  return {
    ask,
    get: (url: string, options?: Ask) => ask('GET', url, options),
    post: (url: string, body: Ask['body'], options?: Ask) => ask('POST', url, { ...options, body }),
    put: (url: string, body: Ask['body'], options?: Ask) => ask('PUT', url, { ...options, body }),
    patch: (url: string, operations: unknown, options?: Ask) =>
      ask('PATCH', url, {
        ...options,
        body: JSON.stringify(operations),
        headers: { 'content-type': 'application/json-patch+json', ...options?.headers },
      }),
    remove: (url: string, options?: Ask) => ask('DELETE', url, options),
    /** Creates a Binary in `a`. */
    create: async (
      fields: Partial<Binary> = {},
      options?: Ask,
    ): Promise<Binary & { id: string }> => {
      const body = { resourceType: 'Binary', contentType: 'text/plain', ...fields }
      const answer = await ask('POST', A, { ...options, body })
      if (answer.status !== 201) throw new Error(`${answer.status} ${answer.text}`)
      return answer.json() as Binary & { id: string }
    },
  }
}

export function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}
